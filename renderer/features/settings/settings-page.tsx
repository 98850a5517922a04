import { useCallback, useState } from 'react'
import { Link } from 'react-router'
import type { SettingView } from '../../../common/contract.ts'
import type { SettingKey, Settings } from '../../../common/settings.ts'
import { paths } from '../../app/paths.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAsked } from '../../state/use-asked.ts'
import { useStore } from '../../state/store.ts'
import { LANGUAGES, type Language } from '../../state/language-slice.ts'
import type { Theme } from '../../state/theme-slice.ts'
import { useText } from '../../text/translate.ts'
import { buttonLook } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { SETTING_GROUPS, type SettingGroup } from './setting-groups.ts'
import { SettingRow } from './setting-row.tsx'

type Value = Settings[SettingKey]

/** Everything that can be set, by what it is about: the same settings as `burst config`. */
export function SettingsPage() {
  const t = useText()
  const { api } = useHost()
  const { value: told, problem } = useAsked(useCallback(async () => await api.call('settings.list', undefined), [api]))
  const engine = useStore(state => state.engine)
  return (
    <Page title={t('Settings')}>
      {problem && <ProblemNote problem={problem} />}
      <div className="grid items-start gap-6 min-[1100px]:grid-cols-[180px_minmax(0,1fr)]">
        <Index />
        <div className="flex min-w-0 flex-col gap-6">
          <Look />
          {told === null && !problem && <Skeleton className="h-96" />}
          {told && <Groups told={told} />}
          <section className="flex flex-wrap items-center gap-3">
            <Link to={paths.accounts} className={buttonLook('plain')}>
              {t('Accounts and their keys')}
            </Link>
            <Link to={paths.spend} className={buttonLook('plain')}>
              {t('What was spent')}
            </Link>
            {engine && (
              <span className="font-mono text-small break-all text-ink-2">
                {t('Everything is kept in {{home}}', { home: engine.home })}
              </span>
            )}
          </section>
        </div>
      </div>
    </Page>
  )
}

function Index() {
  const t = useText()
  return (
    <nav aria-label={t('Parts of the settings')} className="sticky top-4 flex flex-col gap-0.5 max-[1099px]:hidden">
      {[{ id: 'look', title: 'Look' }, ...SETTING_GROUPS].map(({ id, title }) => (
        <a key={id} href={`#${id}`} className="rounded-control px-3 py-1 text-ink-2 hover:bg-hover hover:text-ink">
          {t(title)}
        </a>
      ))}
    </nav>
  )
}

const THEMES: readonly { readonly value: Theme; readonly text: string }[] = [
  { value: 'system', text: 'As the system' },
  { value: 'light', text: 'Light' },
  { value: 'dark', text: 'Dark' },
]

/** Of this page alone: another face of the same home may look otherwise. */
function Look() {
  const t = useText()
  const theme = useStore(state => state.theme)
  const setTheme = useStore(state => state.setTheme)
  const language = useStore(state => state.language)
  const setLanguage = useStore(state => state.setLanguage)
  return (
    <section id="look" aria-label={t('Look')} className="rounded-card border border-line bg-surface p-4">
      <h2 className="pb-3 font-semibold">{t('Look')}</h2>
      <div className="grid gap-4 min-[700px]:grid-cols-2">
        <SelectField
          label={t('Theme')}
          value={theme}
          options={THEMES.map(({ value, text }) => ({ value, text: t(text) }))}
          onChange={wanted => setTheme(wanted as Theme)}
        />
        <SelectField
          label={t('Language')}
          value={language}
          options={LANGUAGES.map(({ language: value, name }) => ({ value, text: name ?? t('As the system') }))}
          onChange={wanted => setLanguage(wanted as Language)}
        />
      </div>
    </section>
  )
}

function Groups({ told }: { readonly told: readonly SettingView[] }) {
  const [kept, setKept] = useState<Readonly<Record<string, unknown>>>(() =>
    Object.fromEntries(told.map(({ key, value }) => [key, value])),
  )
  return SETTING_GROUPS.map(group => (
    <Group
      key={group.id}
      group={group}
      valueOf={key => kept[key] as Value}
      onKept={(key, value) => setKept(before => ({ ...before, [key]: value }))}
    />
  ))
}

type GroupProps = {
  readonly group: SettingGroup
  readonly valueOf: (key: SettingKey) => Value
  readonly onKept: (key: SettingKey, value: Value) => void
}

function Group({ group, valueOf, onKept }: GroupProps) {
  const t = useText()
  return (
    <section id={group.id} aria-label={t(group.title)} className="rounded-card border border-line bg-surface p-4">
      <h2 className="pb-1 font-semibold">{t(group.title)}</h2>
      {group.settings.map(([key, label]) => (
        <SettingRow
          key={key}
          settingKey={key}
          label={label}
          value={valueOf(key)}
          onKept={value => onKept(key, value)}
        />
      ))}
    </section>
  )
}
