import { FolderOpen, KeyRound, Play, ShieldCheck, type LucideIcon } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { Link, Navigate, useNavigate } from 'react-router'
import { paths } from '../../app/paths.ts'
import { useHost } from '../../host/use-host.tsx'
import { useStore } from '../../state/store.ts'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { useAddTemplates } from '../templates/use-add-templates.ts'

/** As many as show the whole way and are made in a minute. */
const FIRST_PICTURES = 12
const FIRST_TEMPLATE = 'lighthouses'

/** What a new user sees: the whole way in one click, without an account and without money. */
export function FirstRunPage() {
  const t = useText()
  const bursts = useStore(state => state.bursts)
  if (bursts !== null && Object.keys(bursts).length > 0) return <Navigate to={paths.templates} replace />
  return (
    <Page title={t('Welcome to Burst')}>
      <p className="max-w-2xl text-heading text-ink-2">
        {t(
          'Burst rents a GPU, makes your pictures with ComfyUI, brings them home while they are made, ends the rental, and proves that it ended.',
        )}
      </p>
      <PracticeCard />
      <div className="grid gap-4 min-[900px]:grid-cols-2 min-[1200px]:grid-cols-3">
        <TemplatesCard />
        <CloudCard />
        <SafetyCard />
      </div>
    </Page>
  )
}

function PracticeCard() {
  const t = useText()
  const { api } = useHost()
  const navigate = useNavigate()
  const { run, busy, problem } = useAction(async () => {
    const { burst } = await api.call('bursts.start', {
      source: { from: 'template', template: FIRST_TEMPLATE, options: { count: FIRST_PICTURES } },
      provider: 'sandbox',
    })
    await navigate(paths.burst(burst.id))
  })
  return (
    <section className="flex flex-col gap-4 rounded-card border border-line bg-surface p-6">
      <div className="flex flex-wrap items-center gap-6">
        <div className="min-w-64 flex-1">
          <h2 className="text-title font-semibold tracking-tight">
            {t('Make {{count}} pictures on the practice cloud', { count: FIRST_PICTURES })}
          </h2>
          <p className="mt-1 max-w-xl text-ink-2">
            {t(
              'It boots a machine on this computer that behaves like a rented one: SSH, ComfyUI, billing, all of it. No account, no money, about a minute.',
            )}
          </p>
        </div>
        <Button kind="primary" large onClick={run} disabled={busy}>
          <Play size={16} aria-hidden />
          {busy ? t('Starting') : t('Start')}
        </Button>
      </div>
      {problem && <ProblemNote problem={problem} />}
    </section>
  )
}

type CardProps = { readonly icon: LucideIcon; readonly title: string; readonly children: ReactNode }

function Card({ icon: Icon, title, children }: CardProps) {
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-5">
      <h2 className="flex items-center gap-2 text-heading font-semibold">
        <Icon size={18} aria-hidden />
        {title}
      </h2>
      {children}
    </section>
  )
}

function TemplatesCard() {
  const t = useText()
  const chooser = useRef<HTMLInputElement>(null)
  const { add, busy, problems } = useAddTemplates()
  return (
    <Card icon={FolderOpen} title={t('I have templates')}>
      <p className="flex-1 text-ink-2">
        {t('Burst reads sdgen prompt files (Template System V2.0). Drop a file or a folder anywhere in this window.')}
      </p>
      <div className="flex gap-2">
        <Button onClick={() => chooser.current?.click()} disabled={busy}>
          {t('Choose a folder')}
        </Button>
        <Link to={paths.templates} className={buttonLook('quiet')}>
          {t('Look at the samples')}
        </Link>
      </div>
      <input
        ref={chooser}
        type="file"
        hidden
        multiple
        {...{ webkitdirectory: '' }}
        onChange={({ target }) => add([...(target.files ?? [])].map(nameInFolder))}
      />
      {problems.map(problem => (
        <ProblemNote key={problem.message} problem={problem} />
      ))}
    </Card>
  )
}

/** Worth something before anything is rented: what was forgotten on the account shows at once. */
function CloudCard() {
  const t = useText()
  return (
    <Card icon={KeyRound} title={t('I have a cloud account')}>
      <p className="flex-1 text-ink-2">
        {t(
          'OVHcloud, RunPod, Lambda or Vast.ai. Once connected, every machine, disk and snapshot on it is listed with its price, forgotten ones too. Nothing is rented.',
        )}
      </p>
      <div>
        <Link to={paths.accounts} className={buttonLook('plain')}>
          {t('Connect and look for forgotten machines')}
        </Link>
      </div>
    </Card>
  )
}

function nameInFolder(file: File) {
  return { name: file.webkitRelativePath || file.name, file }
}

function SafetyCard() {
  const t = useText()
  const rules = [
    t('Every instance is born with an end, even if this computer never wakes.'),
    t('“Gone” means seen gone: not found by id and absent from two complete lists.'),
    t('The red button ends everything of yours. Hold it for one second.'),
  ]
  return (
    <Card icon={ShieldCheck} title={t('Nothing bills through the night')}>
      <ul className="flex flex-col gap-2 text-ink-2">
        {rules.map(rule => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
    </Card>
  )
}
