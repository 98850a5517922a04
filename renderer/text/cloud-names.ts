/** What people call them, and where their keys are made. */
export const CLOUDS: Readonly<Record<string, { readonly name: string; readonly keysAt: string }>> = {
  ovh: {
    name: 'OVHcloud',
    keysAt:
      'eu.api.ovh.com/createToken/?GET=/me&GET=/auth/currentCredential&GET=/cloud/project/*&POST=/cloud/project/*&PUT=/cloud/project/*&DELETE=/cloud/project/*',
  },
  runpod: { name: 'RunPod', keysAt: 'console.runpod.io/user/settings' },
  lambda: { name: 'Lambda', keysAt: 'cloud.lambda.ai/api-keys' },
  vast: { name: 'Vast.ai', keysAt: 'cloud.vast.ai/manage-keys' },
}

/** Who rents nothing for money. */
const HERE: Readonly<Record<string, string>> = { sandbox: 'Practice cloud', home: 'GPU at home' }

export function cloudName(id: string): string {
  return HERE[id] ?? CLOUDS[id]?.name ?? id
}
