import { add, isSameKind, type Money } from '../../../common/money.ts'

/** One sum for each kind of money, in the order in which they first appear; what cannot be added is not added. */
export function sumsByKind(amounts: readonly Money[]): Money[] {
  const sums: Money[] = []
  for (const money of amounts) {
    const index = sums.findIndex(sum => isSameKind(sum, money))
    const sum = sums[index]
    if (sum) sums[index] = add(sum, money)
    else sums.push(money)
  }
  return sums
}
