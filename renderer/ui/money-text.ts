import type { WireMoney } from '../../common/money.ts'

/** `€1.23`; four places below ten cents, where two would hide what a picture costs. Practice money is marked by its chip. */
export function moneyText({ amount, currency }: Pick<WireMoney, 'amount' | 'currency'>): string {
  return new Intl.NumberFormat('en-IE', {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: amount !== 0 && Math.abs(amount) < 0.1 ? 4 : 2,
  }).format(amount)
}

/** `€3.36/h` */
export function hourlyText(price: WireMoney): string {
  return `${moneyText(price)}/h`
}
