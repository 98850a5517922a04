/** `count` numbers from 0 to `most`, the same for the same seed (a linear congruential generator, Numerical Recipes). */
export function seededMoments(count: number, most: number, seed: number): number[] {
  let state = seed >>> 0
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state / 2 ** 32) * most
  })
}
