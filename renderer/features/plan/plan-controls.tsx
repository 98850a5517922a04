import { useId } from 'react'
import { MAX_ITEMS } from '../../../common/job/limits.ts'
import type { FanOut } from '../../../common/pricing/fan-out.ts'
import { toWireMoney } from '../../../common/money.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { roughDurationText } from '../../ui/duration-text.ts'
import { moneyText } from '../../ui/money-text.ts'
import { SelectField } from '../../ui/select-field.tsx'
import { Slider } from '../../ui/slider.tsx'
import { imagesAt, positionOf, POSITIONS } from './factor-scale.ts'

type Props = {
  readonly template: string | null
  readonly onTemplate: (template: string | null) => void
  readonly images: number
  readonly most: number
  readonly onImages: (images: number) => void
  readonly lanes: number
  readonly ways: readonly FanOut[]
  readonly onLanes: (lanes: number) => void
}

/** What, how many, and on how many machines. */
export function PlanControls(props: Props) {
  return (
    <section className="grid gap-x-8 gap-y-4 rounded-card border border-line bg-surface p-4 min-[900px]:grid-cols-[220px_1fr_1fr]">
      <TemplateChoice {...props} />
      <ImagesChoice {...props} />
      <LanesChoice {...props} />
    </section>
  )
}

function TemplateChoice({ template, onTemplate }: Props) {
  const t = useText()
  const templates = useStore(state => state.templates)
  const usable = templates?.filter(({ valid }) => valid) ?? []
  return (
    <SelectField
      label={t('Template')}
      value={template ?? ''}
      options={[
        { value: '', text: t('Any, by number alone') },
        ...usable.map(({ path, name }) => ({ value: path, text: name })),
      ]}
      onChange={path => onTemplate(path === '' ? null : path)}
    />
  )
}

function ImagesChoice({ images, most, onImages }: Props) {
  const t = useText()
  const field = useId()
  const text = t('{{count}} pictures', { count: images })
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center justify-between gap-3">
        <label htmlFor={field} className="font-semibold">
          {t('Pictures')}
        </label>
        <input
          id={field}
          type="number"
          min={1}
          max={most}
          value={images}
          onChange={({ target }) => {
            const wanted = Math.round(Number(target.value))
            if (wanted >= 1) onImages(Math.min(wanted, most, MAX_ITEMS))
          }}
          className="h-7 w-24 rounded-control border border-line-strong bg-paper px-2 text-right"
        />
      </div>
      <Slider
        label={t('Number of pictures')}
        text={text}
        min={0}
        max={POSITIONS}
        value={positionOf(images, most)}
        onChange={position => onImages(imagesAt(position, most))}
      />
    </div>
  )
}

function LanesChoice({ lanes, ways, onLanes }: Props) {
  const t = useText()
  const now = ways[lanes - 1] ?? ways.at(-1)
  const one = ways[0]
  if (!now || !one) return null
  const wayText = (way: FanOut) =>
    t('{{time}} for {{cost}}', { time: roughDurationText(way.seconds), cost: moneyText(toWireMoney(way.cost)) })
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex h-7 items-center justify-between gap-3">
        <span className="font-semibold">{t('Machines at once')}</span>
        <span className="tabular-nums">{now.lanes}</span>
      </div>
      <Slider
        label={t('Machines at once')}
        text={wayText(now)}
        min={1}
        max={Math.max(2, ways.length)}
        value={now.lanes}
        onChange={wanted => onLanes(Math.min(wanted, ways.length))}
      />
      <p className="text-small text-ink-2">
        {now.lanes === 1
          ? t('One machine: {{one}}.', { one: wayText(one) })
          : t('One machine: {{one}}; {{lanes}}: {{now}}.', { one: wayText(one), lanes: now.lanes, now: wayText(now) })}
      </p>
    </div>
  )
}
