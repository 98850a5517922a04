import { formatMoney, type WireMoney } from '../../../common/money.ts'

/** Money as people read it; practice money says so. */
export function moneyText(money: WireMoney): string {
  return formatMoney({ ...money, micros: Math.round(money.amount * 1_000_000) })
}
