import { memo, useMemo } from 'react'
import { useText } from '../../text/translate.ts'
import { durationText } from '../../ui/duration-text.ts'
import { moneyText } from '../../ui/money-text.ts'
import { curveOf, farthestOf, pointOf, type CurvePoint, type Ground, type WeighedOffer } from './reckon.ts'
import { WorthLine } from './worth-line.tsx'

type Props = {
  readonly chosen: WeighedOffer
  readonly ground: Ground
  readonly images: number
  readonly lanes: number
  readonly breakEven: number | null
  /** Somebody drags the point. */
  readonly onImages: (images: number) => void
}

/** What renting is worth beyond home, by the number of pictures: below the line home is better. */
export function WorthChart({ chosen, ground, images, lanes, breakEven, onImages }: Props) {
  const t = useText()
  const { offer, forecast } = chosen
  const { assumed } = ground
  const farthest = farthestOf(images, breakEven)
  // The line stands still while the point moves on it.
  const curve = useMemo(
    () => curveOf({ offer, forecast }, { assumed }, { lanes, farthest }),
    [offer, forecast, assumed, lanes, farthest],
  )
  const here = pointOf(chosen, ground, { images, lanes })
  const { currency } = offer.pricePerHour
  return (
    <figure aria-label={t('Worth by number of pictures')} className="rounded-card border border-line bg-surface p-4">
      <figcaption className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="font-semibold">{t('What renting is worth beyond home')}</span>
        <span className="text-small text-ink-2">
          {breakEven === null
            ? t('It is never worth more than home.')
            : t('Worth it from {{from}} pictures on.', { from: breakEven.toLocaleString('en-GB') })}
        </span>
      </figcaption>
      <WorthLine
        curve={curve}
        hereImages={here?.images ?? null}
        hereValue={here?.netValue ?? null}
        {...{ currency, farthest, breakEven, onImages }}
      />
      <CurveTable curve={curve} currency={currency} />
    </figure>
  )
}

type TableProps = { readonly curve: readonly CurvePoint[]; readonly currency: string }

/** The same for whoever cannot see the line. */
const CurveTable = memo(function CurveTable({ curve, currency }: TableProps) {
  const t = useText()
  const money = (amount: number) => moneyText({ amount, currency })
  return (
    <table className="sr-only">
      <caption>{t('What renting is worth beyond home')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('Pictures')}</th>
          <th scope="col">{t('Time at home')}</th>
          <th scope="col">{t('Time rented')}</th>
          <th scope="col">{t('Cost')}</th>
          <th scope="col">{t('Worth beyond home')}</th>
        </tr>
      </thead>
      <tbody>
        {curve.map(point => (
          <tr key={point.images}>
            <th scope="row">{point.images}</th>
            <td>{durationText(point.localSeconds)}</td>
            <td>{durationText(point.cloudSeconds)}</td>
            <td>{money(point.cost)}</td>
            <td>{money(point.netValue)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
})
