import type { ReactNode } from 'react'
import { PHASES, type Receipt } from '../../../common/bursts/receipt.ts'
import { roundedToSum } from '../../../common/bursts/rounded-to-sum.ts'
import { PHASE_NAMES } from '../burst/phases.ts'
import { useText, type Translate } from '../../text/translate.ts'
import { classNames } from '../../ui/class-names.ts'
import { durationText } from '../../ui/duration-text.ts'
import { hourlyText, moneyText } from '../../ui/money-text.ts'
import { dateText } from '../../ui/relative-time.ts'
import { sizeText } from '../../ui/size-text.ts'

/** Like a till receipt: what was made, where each second and cent went, and that the rental ended. */
export function ReceiptPaper({ receipt }: { readonly receipt: Receipt }) {
  const t = useText()
  const { name, createdAt, provider, simulated, images, cost, estimatedCost, costPerImage, message } = receipt
  return (
    <article className="mx-auto flex w-full max-w-[460px] flex-col gap-4 rounded-control border border-line bg-surface px-7 py-8 font-mono text-small">
      <header className="text-center">
        <h2 className="text-heading font-semibold">BURST</h2>
        <p className="break-words">{name.replaceAll('_', ' ')}</p>
        <p className="text-ink-2">
          {dateText(createdAt)} · {provider}
        </p>
      </header>
      <Rule />
      <Lines>
        <Line name={t('Pictures')} value={`${images.collected} / ${images.requested}`} />
        {images.failed > 0 && <Line name={t('Not made')} value={String(images.failed)} />}
        <Line name={t('At home')} value={sizeText(images.bytes)} />
        <Line name={t('Outcome')} value={t(receipt.outcome)} />
      </Lines>
      {message !== null && <p className="break-words text-amber-text">{message}</p>}
      <Rule />
      <PhaseLines receipt={receipt} />
      <Rule />
      <LaneLines receipt={receipt} />
      <Rule />
      <Lines>
        <Line name={t('Expected')} value={moneyText(estimatedCost)} quiet />
        {costPerImage && <Line name={t('A picture')} value={moneyText(costPerImage)} quiet />}
        <Line name={simulated ? t('TOTAL, practice money') : t('TOTAL')} value={moneyText(cost)} large />
      </Lines>
      <Rule />
      <Ending receipt={receipt} t={t} />
    </article>
  )
}

/** The seconds and shares that are printed add up to the totals that are printed. */
function PhaseLines({ receipt: { seconds, gpuUtilisation } }: { readonly receipt: Receipt }) {
  const t = useText()
  const tenths = roundedToSum(PHASES.map(phase => seconds[phase] * 10))
  const total = tenths.reduce((sum, value) => sum + value, 0)
  const shares = roundedToSum(tenths.map(value => (total > 0 ? (value / total) * 100 : 0)))
  return (
    <Lines>
      {PHASES.map((phase, index) => (
        <Line
          key={phase}
          name={t(PHASE_NAMES[phase])}
          value={`${((tenths[index] ?? 0) / 10).toFixed(1)} s`}
          extra={`${shares[index] ?? 0} %`}
        />
      ))}
      <Line name={t('Time')} value={`${(total / 10).toFixed(1)} s`} extra="100 %" />
      <Line
        name={t('GPU busy, of what is billed')}
        value={gpuUtilisation === null ? t('unknown') : `${(gpuUtilisation * 100).toFixed(1)} %`}
        quiet
      />
    </Lines>
  )
}

function LaneLines({ receipt: { lanes } }: { readonly receipt: Receipt }) {
  const t = useText()
  const rented = lanes.filter(({ instanceId }) => instanceId !== null)
  if (rented.length === 0) return <p className="text-ink-2">{t('Nothing was rented.')}</p>
  return (
    <Lines>
      {rented.map(({ instanceId, offer, billedSeconds, cost }) => (
        <Line
          key={instanceId}
          name={offer ? `${offer.gpu}, ${offer.region}, ${hourlyText(offer.pricePerHour)}` : (instanceId ?? '')}
          value={moneyText(cost)}
          extra={durationText(billedSeconds)}
        />
      ))}
    </Lines>
  )
}

function Ending({ receipt, t }: { readonly receipt: Receipt; readonly t: Translate }) {
  const unproven = receipt.lanes.filter(({ confirmedGone }) => !confirmedGone)
  if (unproven.length > 0)
    return <p className="text-center font-semibold text-danger-text">{t('May still be billing')}</p>
  return (
    <p className="text-center text-ink-2">
      {receipt.endedAt === null
        ? t('Still under way')
        : t('Ended {{time}}. Every instance is seen gone.', { time: dateText(receipt.endedAt) })}
    </p>
  )
}

function Rule() {
  return <hr className="border-t border-dashed border-line-strong" />
}

function Lines({ children }: { readonly children: ReactNode }) {
  return <dl className="flex flex-col gap-1">{children}</dl>
}

type LineProps = {
  readonly name: string
  readonly value: string
  readonly extra?: string
  readonly quiet?: boolean
  readonly large?: boolean
}

function Line({ name, value, extra, quiet = false, large = false }: LineProps) {
  return (
    <div
      className={classNames('flex items-baseline gap-3', quiet && 'text-ink-2', large && 'text-heading font-semibold')}
    >
      <dt className="min-w-0 flex-1 break-words">{name}</dt>
      <dd className="whitespace-nowrap">{value}</dd>
      {extra !== undefined && <dd className="w-20 text-right whitespace-nowrap text-ink-2">{extra}</dd>}
    </div>
  )
}
