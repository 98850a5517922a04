import type { EstimateOption } from '../../../common/pricing/estimate-result.ts'
import { useText } from '../../text/translate.ts'
import { durationText } from '../../ui/duration-text.ts'

const PARTS = [
  { key: 'boot', color: 'var(--chart-5)' },
  { key: 'models', color: 'var(--chart-3)' },
  { key: 'making', color: 'var(--chart-1)' },
  { key: 'end', color: 'var(--chart-2)' },
] as const

type Props = { readonly seconds: EstimateOption['seconds']; readonly longest: number }

/** What the time goes for, drawn to the scale of the longest. */
export function PhaseBar({ seconds, longest }: Props) {
  const t = useText()
  const parts = {
    boot: seconds.provision + seconds.setup,
    models: seconds.upload,
    making: seconds.generate,
    end: seconds.download + seconds.teardown,
  }
  const names = { boot: t('boot and set-up'), models: t('models'), making: t('making'), end: t('home and end') }
  const text = PARTS.filter(({ key }) => parts[key] > 0)
    .map(({ key }) => `${names[key]} ${durationText(parts[key])}`)
    .join(', ')
  return (
    <div role="img" aria-label={text} title={text} className="flex h-1.5 overflow-hidden rounded-chip bg-hover">
      {PARTS.map(({ key, color }) => (
        <div key={key} style={{ width: `${longest > 0 ? (parts[key] / longest) * 100 : 0}%`, background: color }} />
      ))}
    </div>
  )
}
