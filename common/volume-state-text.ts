import type { VolumeView } from './contract-forms.ts'

/** What a model volume is up to, in words. */
export function volumeStateText({ state }: Pick<VolumeView, 'state'>): string {
  const words = { ready: 'ready', 'in-use': 'in use', unknown: 'not seen yet', missing: 'deleted elsewhere' } as const
  return words[state]
}
