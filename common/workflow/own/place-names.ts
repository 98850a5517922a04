import type { Place } from '../graph-node.ts'

/** What a job can put into a workflow. */
export const PLACE_NAMES = [
  'prompt',
  'negative',
  'seed',
  'width',
  'height',
  'batch',
  'steps',
  'cfg_scale',
  'sampler',
  'scheduler',
  'checkpoint',
  'prefix',
] as const
export type PlaceName = (typeof PLACE_NAMES)[number]
export type Places = Partial<Record<PlaceName, readonly Place[]>>

/** Those that differ between the pictures of one job. */
export const ITEM_PLACES = ['prompt', 'negative', 'seed', 'batch', 'checkpoint', 'prefix'] as const
