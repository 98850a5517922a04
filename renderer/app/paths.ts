/** Where each screen lives. */
export const paths = {
  home: '/',
  templates: '/templates',
  template: (file: string) => `/templates/view?path=${encodeURIComponent(file)}`,
  bursts: '/bursts',
  burst: (id: string) => `/bursts/${encodeURIComponent(id)}`,
  receipt: (id: string) => `/bursts/${encodeURIComponent(id)}/receipt`,
  instances: '/instances',
}
