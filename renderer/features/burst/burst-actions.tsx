import { CircleStop, FolderOpen, Pause, Play, ReceiptText, X } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { paths } from '../../app/paths.ts'
import { useHost } from '../../host/use-host.tsx'
import { mayBeBilling } from '../../state/bursts-slice.ts'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'

type Wish = 'pause' | 'resume' | 'finish' | 'cancel'

/** What can be asked of a burst now. */
export function BurstActions({ burst }: { readonly burst: BurstSummary }) {
  const t = useText()
  const { api, capabilities, revealFolder } = useHost()
  const { run, busy, problem } = useAction(async (wish: Wish) => await api.call(`bursts.${wish}`, { id: burst.id }))
  const kept = burst.images.collected
  const open = burst.endedAt === null
  const settled = !['finishing', 'cancelling', 'pausing', 'tearing-down'].includes(burst.state)
  return (
    <div className="flex flex-wrap items-center gap-2">
      {open && settled && burst.state !== 'paused' && (
        <Button onClick={() => run('pause')} disabled={busy}>
          <Pause size={15} aria-hidden />
          {t('Pause')}
        </Button>
      )}
      {(burst.state === 'paused' || burst.state === 'incomplete') && (
        <Button kind="primary" onClick={() => run('resume')} disabled={busy}>
          <Play size={15} aria-hidden />
          {t('Resume')}
        </Button>
      )}
      {open && settled && (
        <Button onClick={() => run('finish')} disabled={busy}>
          <CircleStop size={15} aria-hidden />
          {t('Finish early (keeps {{kept}})', { kept })}
        </Button>
      )}
      {open && settled && <CancelButton busy={busy} onCancel={() => run('cancel')} />}
      {capabilities.revealFolder && (
        <Button onClick={() => void revealFolder(burst.out)}>
          <FolderOpen size={15} aria-hidden />
          {t('Open folder')}
        </Button>
      )}
      {!open && (
        <Link to={paths.receipt(burst.id)} className={buttonLook('primary')}>
          <ReceiptText size={15} aria-hidden />
          {t('Receipt')}
        </Link>
      )}
      {problem && <ProblemNote problem={problem} />}
      {burst.state === 'cancelling' && mayBeBilling(burst) && (
        <span className="text-danger-text">{t('may still be billing')}</span>
      )}
    </div>
  )
}

/** Asks once more in its own place: what is not home by then is lost. */
function CancelButton({ busy, onCancel }: { readonly busy: boolean; readonly onCancel: () => void }) {
  const t = useText()
  const [asked, setAsked] = useState(false)
  if (!asked)
    return (
      <Button kind="quiet" disabled={busy} onClick={() => setAsked(true)}>
        <X size={15} aria-hidden />
        {t('Cancel')}
      </Button>
    )
  return (
    <span className="flex items-center gap-2">
      <Button disabled={busy} onClick={onCancel}>
        {t('Really cancel: pictures not home are lost')}
      </Button>
      <Button kind="quiet" autoFocus onClick={() => setAsked(false)}>
        {t('Go on')}
      </Button>
    </span>
  )
}
