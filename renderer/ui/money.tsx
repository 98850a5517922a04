import type { WireMoney } from '../../common/money.ts'
import { hourlyText, moneyText } from './money-text.ts'
import { PracticeChip } from './practice-chip.tsx'

/** An amount; null is unknown and says so. */
export function Money({ value, hourly = false }: { readonly value: WireMoney | null; readonly hourly?: boolean }) {
  if (value === null) return <span className="text-amber-text">unknown</span>
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      {hourly ? hourlyText(value) : moneyText(value)}
      {value.simulated && <PracticeChip />}
    </span>
  )
}
