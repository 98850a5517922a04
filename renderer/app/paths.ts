/** The address of every screen there is; the journeys visit each of them. */
export const ROUTE_PATHS = [
  '/',
  '/templates',
  '/templates/view',
  '/plan',
  '/bursts',
  '/bursts/:id',
  '/bursts/:id/receipt',
  '/gallery',
  '/models',
  '/instances',
  '/spend',
  '/accounts',
  '/settings',
  '*',
] as const
export type RoutePath = (typeof ROUTE_PATHS)[number]

/** The way to each screen. */
export const paths = {
  home: '/',
  templates: '/templates',
  template: (file: string) => `/templates/view?path=${encodeURIComponent(file)}`,
  plan: (template: string | null = null) =>
    template === null ? '/plan' : `/plan?path=${encodeURIComponent(template)}`,
  bursts: '/bursts',
  burst: (id: string) => `/bursts/${encodeURIComponent(id)}`,
  receipt: (id: string) => `/bursts/${encodeURIComponent(id)}/receipt`,
  gallery: (burstId: string | null = null) =>
    burstId === null ? '/gallery' : `/gallery?burst=${encodeURIComponent(burstId)}`,
  models: '/models',
  instances: '/instances',
  spend: '/spend',
  accounts: '/accounts',
  settings: '/settings',
}
