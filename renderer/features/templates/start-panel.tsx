import { Play } from 'lucide-react'
import { useCallback, useId, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { TemplatePreview } from '../../../common/contract.ts'
import { MAX_ITEMS } from '../../../common/job/limits.ts'
import { paths } from '../../app/paths.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useAsked } from '../../state/use-asked.ts'
import { cloudName } from '../../text/cloud-names.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { RentPanel } from './rent-panel.tsx'

/** A first look costs a minute; who wants all of them says so. */
const FIRST_LOOK = 24
const PRACTICE = 'sandbox'

/** How many, where, and go. The practice cloud stands first: nobody spends money by a wrong click. */
export function StartPanel({ template, preview }: { readonly template: string; readonly preview: TemplatePreview }) {
  const t = useText()
  const all = Math.min(Number(preview.count ?? 0), MAX_ITEMS)
  const field = useId()
  const [wanted, setWanted] = useState(String(Math.min(all, FIRST_LOOK)))
  const [where, setWhere] = useState(PRACTICE)
  const count = Number(wanted)
  const valid = Number.isInteger(count) && count >= 1 && count <= all
  if (preview.problems.length > 0)
    return (
      <section aria-label={t('Start')} className="rounded-card border border-line bg-surface p-4 text-ink-2">
        {t('Nothing can be made of it until its problems are mended. Save the file, and it is read again.')}
      </section>
    )
  return (
    <section aria-label={t('Start')} className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <label htmlFor={field} className="font-semibold">
        {t('Pictures')}
      </label>
      <div className="flex items-center gap-2">
        <input
          id={field}
          type="number"
          min={1}
          max={all}
          value={wanted}
          aria-invalid={!valid}
          onChange={({ target }) => setWanted(target.value)}
          className="h-8 w-24 rounded-control border border-line-strong bg-paper px-2"
        />
        <span className="text-ink-2">{t('of {{all}}', { all })}</span>
        <Button kind="quiet" className="ml-auto" onClick={() => setWanted(String(all))}>
          {t('All')}
        </Button>
      </div>
      <Where where={where} onChange={setWhere} />
      <Link to={paths.plan(template)} className="text-accent-text hover:underline">
        {t('Compare home and every offer')}
      </Link>
      {!valid && <p className="text-amber-text">{t('Choose between 1 and {{all}}.', { all })}</p>}
      {where === PRACTICE ? (
        <PracticeStart template={template} count={count} valid={valid} />
      ) : (
        valid && <RentPanel template={template} count={count} where={where} />
      )}
    </section>
  )
}

/** Only where there is a choice. */
function Where({ where, onChange }: { readonly where: string; readonly onChange: (where: string) => void }) {
  const t = useText()
  const { api } = useHost()
  const { value } = useAsked(useCallback(async () => await api.call('providers.list', {}), [api]))
  const home = useAsked(useCallback(async () => await api.call('settings.get', { key: 'home-comfyui' }), [api]))
  const configured = value?.filter(account => account.configured) ?? []
  const hasHome = (home.value?.value ?? '') !== ''
  if (configured.length === 0 && !hasHome) return null
  return (
    <SelectField
      label={t('Where')}
      value={where}
      options={[
        { value: PRACTICE, text: t('Practice cloud, no money') },
        ...(configured.length > 1 ? [{ value: 'auto', text: t('The cheapest of your accounts') }] : []),
        ...(hasHome ? [{ value: 'home', text: cloudName('home') }] : []),
        ...configured.map(({ provider }) => ({ value: provider, text: cloudName(provider) })),
      ]}
      onChange={onChange}
    />
  )
}

type PracticeProps = { readonly template: string; readonly count: number; readonly valid: boolean }

function PracticeStart({ template, count, valid }: PracticeProps) {
  const t = useText()
  const { api } = useHost()
  const navigate = useNavigate()
  const { run, busy, problem } = useAction(async () => {
    const source = { from: 'template', template, options: { count } } as const
    const { burst } = await api.call('bursts.start', { source, provider: PRACTICE })
    await navigate(paths.burst(burst.id))
  })
  return (
    <>
      <Button kind="primary" large onClick={run} disabled={busy || !valid}>
        <Play size={16} aria-hidden />
        {busy ? t('Starting') : t('Start on the practice cloud')}
      </Button>
      <p className="text-small text-ink-2">{t('Practice machines on this computer: no account, no money.')}</p>
      {problem && <ProblemNote problem={problem} />}
    </>
  )
}
