import type { SpendReport } from '../../../common/contract.ts'
import { useText } from '../../text/translate.ts'
import { moneyText } from '../../ui/money-text.ts'

/** How far the providers' own figures are from Burst's meter, where they came. Amounts are in the account's currency. */
export function ReconciledNote({ entries }: { readonly entries: SpendReport['entries'] }) {
  const t = useText()
  const told = entries.flatMap(({ cost, metered }) =>
    metered && metered.currency === cost.currency ? [{ cost, metered }] : [],
  )
  const [first] = told
  if (!first) return null
  const difference = told.reduce((sum, { cost, metered }) => sum + cost.amount - metered.amount, 0)
  const signed = `${difference < 0 ? '−' : '+'}${moneyText({ ...first.cost, amount: Math.abs(difference) })}`
  return (
    <p className="text-small text-ink-2">
      {t("{{count}} charges are the providers' own figures: {{difference}} against Burst's meter.", {
        count: told.length,
        difference: signed,
      })}
    </p>
  )
}
