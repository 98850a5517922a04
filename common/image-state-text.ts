import type { ImageView } from './contract-forms.ts'

/** What a prepared image is good for, in words. */
export function imageStateText({ state, usable }: Pick<ImageView, 'state' | 'usable'>): string {
  if (state === 'missing') return 'deleted elsewhere'
  return state === 'ready' && !usable ? 'made by another version' : state
}
