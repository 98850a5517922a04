import { cardsText } from '../../../common/pricing/gpu-speed.ts'
import { memo, useId, useState, type ReactNode } from 'react'
import { onceSeconds, type Forecast } from '../../../common/pricing/forecast.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import type { Knobs, WeighedOffer } from './reckon.ts'

type Props = {
  readonly knobs: Knobs
  readonly currency: string
  readonly chosen: WeighedOffer | null
  readonly onChange: (change: Partial<Knobs>) => void
}

/** What the sums stand on, each with where it comes from. The first ones are kept for the next time. */
export function AssumptionsPanel({ knobs, currency, chosen, onChange }: Props) {
  const t = useText()
  return (
    <section
      aria-label={t('Assumptions')}
      className="flex flex-col gap-4 rounded-card border border-line bg-surface p-4"
    >
      <h2 className="font-semibold">{t('Assumptions')}</h2>
      <HomeGroup {...{ knobs, currency, onChange }} />
      {chosen && (
        <MachineGroup
          name={cardsText(chosen.offer)}
          seen={chosen.option.observations}
          forecast={chosen.forecast}
          {...{ knobs, onChange }}
        />
      )}
    </section>
  )
}

type HomeKnob = Exclude<keyof Knobs, 'cloudSecondsPerImage' | 'setupSeconds'>

/** `unit` may name the currency. */
const HOME_FIELDS: readonly {
  readonly knob: HomeKnob
  readonly label: string
  readonly unit: string
  readonly note: string
  readonly min?: number
  readonly max?: number
}[] = [
  { knob: 'localSecondsPerImage', label: 'A picture takes', unit: 's', note: 'your own GPU', min: 0.001 },
  { knob: 'localWatts', label: 'The computer draws', unit: 'W', note: 'while it makes pictures' },
  { knob: 'electricityPerKwh', label: 'Electricity', unit: '{{currency}}/kWh', note: 'your tariff' },
  {
    knob: 'timeValuePerHour',
    label: 'An hour of waiting',
    unit: '{{currency}}',
    note: 'what it is worth to you; 0 for nothing',
  },
  {
    knob: 'uplinkMbits',
    label: 'Your line sends',
    unit: 'Mbit/s',
    note: 'for models that have no source; 0: not known',
  },
  { knob: 'vatPercent', label: 'Tax on net prices', unit: '%', note: '0 if you do not pay it', max: 100 },
]

const HomeGroup = memo(function HomeGroup({ knobs, currency, onChange }: Omit<Props, 'chosen'>) {
  const t = useText()
  return (
    <Group title={t('At home')}>
      {HOME_FIELDS.map(({ knob, label, unit, note, ...range }) => (
        <NumberField
          key={knob}
          label={t(label)}
          unit={t(unit, { currency })}
          note={t(note)}
          value={knobs[knob]}
          onChange={value => onChange({ [knob]: value })}
          {...range}
        />
      ))}
      <MeasureLine onMeasured={uplinkMbits => onChange({ uplinkMbits })} />
    </Group>
  )
})

/** On request alone: it costs megabytes, and tells somebody else that this computer is there. */
function MeasureLine({ onMeasured }: { readonly onMeasured: (upMbits: number) => void }) {
  const t = useText()
  const { api } = useHost()
  const [told, setTold] = useState('')
  const { run, busy, problem } = useAction(async () => {
    const { upMbits, downMbits, host } = await api.call('line.measure', undefined)
    onMeasured(upMbits)
    setTold(
      t('Measured against {{host}}: sends {{up}}, receives {{down}} Mbit/s.', { host, up: upMbits, down: downMbits }),
    )
  })
  return (
    <div className="flex flex-col items-start gap-1">
      <Button onClick={run} disabled={busy}>
        {busy ? t('Measuring') : t('Measure the line')}
      </Button>
      <p role="status" className="text-small text-ink-3">
        {told}
      </p>
      {problem && <ProblemNote problem={problem} />}
    </div>
  )
}

type MachineProps = Pick<Props, 'knobs' | 'onChange'> & {
  readonly name: string
  readonly seen: number
  readonly forecast: Forecast
}

const MachineGroup = memo(function MachineGroup({ name, seen, forecast, knobs, onChange }: MachineProps) {
  const t = useText()
  const once = onceSeconds(forecast)
  return (
    <Group title={name}>
      <Overridable
        label={t('A picture takes')}
        unit="s"
        known={forecast.secondsPerImage}
        note={seen > 0 ? t('measured, {{count}} bursts', { count: seen }) : t('a guess: no burst yet on such a GPU')}
        value={knobs.cloudSecondsPerImage}
        onChange={cloudSecondsPerImage => onChange({ cloudSecondsPerImage })}
      />
      <Overridable
        label={t('Boot to end, once')}
        unit="s"
        known={once}
        note={once === forecast.setup ? t('assumed') : t('measured')}
        value={knobs.setupSeconds}
        onChange={setupSeconds => onChange({ setupSeconds })}
      />
    </Group>
  )
})

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-col gap-2.5">
      <h3 className="text-label font-medium tracking-wide text-ink-3 uppercase">{title}</h3>
      {children}
    </div>
  )
}

type FieldProps = {
  readonly label: string
  readonly unit: string
  readonly note: string
  readonly value: number
  readonly min?: number
  readonly max?: number
  readonly onChange: (value: number) => void
}

const MOST = 1_000_000

/** What was typed stays as it is, also while it is no number yet; only numbers are handed on. */
function NumberField({ label, unit, note, value, min = 0, max = MOST, onChange }: FieldProps) {
  const field = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const isValid = (text: string) => text.trim() !== '' && Number(text) >= min && Number(text) <= max
  const shown = typed ?? String(value)
  return (
    <div className="grid grid-cols-[1fr_auto] items-center gap-x-3">
      <label htmlFor={field}>{label}</label>
      <span className="inline-flex items-center gap-1.5">
        <input
          id={field}
          inputMode="decimal"
          value={shown}
          aria-invalid={!isValid(shown)}
          aria-describedby={`${field}-note`}
          onChange={({ target }) => {
            setTyped(target.value)
            if (isValid(target.value)) onChange(Number(target.value))
          }}
          onBlur={() => setTyped(null)}
          className={classNames(
            'h-7 w-20 rounded-control border bg-paper px-2 text-right',
            isValid(shown) ? 'border-line-strong' : 'border-amber-text',
          )}
        />
        <span className="w-14 text-small text-ink-2">{unit}</span>
      </span>
      <span id={`${field}-note`} className="col-span-2 text-small text-ink-3">
        {note}
      </span>
    </div>
  )
}

type OverridableProps = Omit<FieldProps, 'value' | 'onChange'> & {
  readonly known: number
  readonly value: number | null
  readonly onChange: (value: number | null) => void
}

/** What is known may be said better for this plan, and taken back. */
function Overridable({ known, value, note, onChange, ...field }: OverridableProps) {
  const t = useText()
  return (
    <div className="flex flex-col items-start">
      <div className="w-full">
        <NumberField
          {...field}
          value={value ?? Math.round(known * 100) / 100}
          note={value === null ? note : t('yours, for this plan')}
          onChange={onChange}
        />
      </div>
      {value !== null && (
        <Button kind="quiet" className="-ml-3" onClick={() => onChange(null)}>
          {t('Back to what is known')}
        </Button>
      )}
    </div>
  )
}
