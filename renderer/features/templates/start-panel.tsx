import { Play } from 'lucide-react'
import { useId, useState } from 'react'
import { useNavigate } from 'react-router'
import type { TemplatePreview } from '../../../common/contract.ts'
import { MAX_ITEMS } from '../../../common/job/limits.ts'
import { paths } from '../../app/paths.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'

/** A first look costs a minute; who wants all of them says so. */
const FIRST_LOOK = 24

/** How many, and go. Only the practice cloud can be chosen until a real one is connected. */
export function StartPanel({ template, preview }: { readonly template: string; readonly preview: TemplatePreview }) {
  const t = useText()
  const { api } = useHost()
  const navigate = useNavigate()
  const all = Math.min(Number(preview.count ?? 0), MAX_ITEMS)
  const field = useId()
  const [wanted, setWanted] = useState(String(Math.min(all, FIRST_LOOK)))
  const count = Number(wanted)
  const valid = Number.isInteger(count) && count >= 1 && count <= all
  const { run, busy, problem } = useAction(async () => {
    const source = { from: 'template', template, options: { count } } as const
    const { burst } = await api.call('bursts.start', { source, provider: 'sandbox' })
    await navigate(paths.burst(burst.id))
  })
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
      <Button kind="primary" large onClick={run} disabled={busy || !valid}>
        <Play size={16} aria-hidden />
        {busy ? t('Starting') : t('Start on the practice cloud')}
      </Button>
      <p className="text-small text-ink-2">{t('Practice machines on this computer: no account, no money.')}</p>
      {!valid && <p className="text-amber-text">{t('Choose between 1 and {{all}}.', { all })}</p>}
      {problem && <ProblemNote problem={problem} />}
    </section>
  )
}
