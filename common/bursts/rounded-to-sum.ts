/** Rounds to whole numbers that add up to the rounded sum: what is missing goes to those that lost most. */
export function roundedToSum(values: readonly number[]): number[] {
  const down = values.map(Math.floor)
  const missing = Math.round(sum(values)) - sum(down)
  const byLoss = values
    .map((value, index) => ({ index, lost: value - Math.floor(value) }))
    .toSorted((a, b) => b.lost - a.lost || a.index - b.index)
  const raised = new Set(byLoss.slice(0, missing).map(({ index }) => index))
  return down.map((value, index) => (raised.has(index) ? value + 1 : value))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
