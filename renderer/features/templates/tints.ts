/** One tint a variation, in the order of their loops; text on them keeps its contrast, as each is thin. */
export const TINTS = [
  'bg-chart-1/15 text-ink',
  'bg-chart-2/15 text-ink',
  'bg-chart-3/15 text-ink',
  'bg-chart-4/15 text-ink',
  'bg-chart-5/15 text-ink',
] as const
