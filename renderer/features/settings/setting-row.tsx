import { useId, useState } from 'react'
import { z } from 'zod'
import { SETTINGS, type SettingKey, type Settings } from '../../../common/settings.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'

type Value = Settings[SettingKey]
type Props = {
  readonly settingKey: SettingKey
  readonly label: string
  readonly value: Value
  readonly onKept: (value: Value) => void
}

/** One setting: what it is called, what it means, and what it is until somebody changes it. It is kept as soon as it is said. */
export function SettingRow({ settingKey: key, label, value, onKept }: Props) {
  const t = useText()
  const { api } = useHost()
  const field = useId()
  const { about, default: usual } = SETTINGS[key]
  const { run, problem } = useAction(async (wanted: Value) => {
    await api.call('settings.set', { key, value: wanted })
    onKept(wanted)
  })
  return (
    <div className="grid items-start gap-x-6 gap-y-1 border-t border-line py-3 first:border-t-0 min-[900px]:grid-cols-[minmax(0,1fr)_320px]">
      <div className="min-w-0">
        <label htmlFor={field} className="font-medium">
          {t(label)}
        </label>
        <p id={`${field}-about`} className="text-small text-ink-2">
          {t(about)}
        </p>
      </div>
      <div className="flex flex-col gap-1">
        <div className="flex items-center gap-2">
          <Control id={field} settingKey={key} value={value} onChange={run} />
          {value !== usual && (
            <Button
              kind="quiet"
              className="shrink-0"
              onClick={() => run(usual)}
              aria-label={t('{{name}}: back to usual', { name: t(label) })}
            >
              {t('Usual')}
            </Button>
          )}
        </div>
        {problem && <ProblemNote problem={problem} />}
      </div>
    </div>
  )
}

type ControlProps = {
  readonly id: string
  readonly settingKey: SettingKey
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** What a setting may be decides how it is said. Choices are shown as `burst config` takes them. */
function Control({ id, settingKey, value, onChange }: ControlProps) {
  const { schema } = SETTINGS[settingKey]
  if (typeof value === 'boolean')
    return (
      <input
        id={id}
        type="checkbox"
        checked={value}
        aria-describedby={`${id}-about`}
        onChange={({ target }) => onChange(target.checked)}
        className="size-4 accent-accent"
      />
    )
  if (schema instanceof z.ZodEnum)
    return (
      <select
        id={id}
        value={String(value)}
        aria-describedby={`${id}-about`}
        onChange={({ target }) => onChange(target.value)}
        className="h-8 w-full rounded-control border border-line-strong bg-paper px-2"
      >
        {schema.options.map(option => (
          <option key={String(option)} value={String(option)}>
            {String(option)}
          </option>
        ))}
      </select>
    )
  return <Typed {...{ id, settingKey, value, onChange }} />
}

/** What was typed is kept when the field is left, or by Enter; until then it may be anything. */
function Typed({ id, settingKey, value, onChange }: ControlProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const isNumber = typeof value === 'number'
  const shown = typed ?? String(value)
  const meant: unknown = isNumber ? Number(shown) : shown
  const isValid = (!isNumber || shown.trim() !== '') && SETTINGS[settingKey].schema.safeParse(meant).success
  const keep = () => {
    if (typed === null) return
    setTyped(null)
    if (meant !== value) onChange(meant as Value)
  }
  return (
    <input
      id={id}
      value={shown}
      inputMode={isNumber ? 'decimal' : 'text'}
      aria-invalid={!isValid}
      aria-describedby={`${id}-about`}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={keep}
      onKeyDown={({ key }) => key === 'Enter' && keep()}
      className={classNames(
        'h-8 min-w-0 rounded-control border bg-paper px-2',
        isNumber ? 'w-32 text-right' : 'w-full',
        isValid ? 'border-line-strong' : 'border-amber-text',
      )}
    />
  )
}
