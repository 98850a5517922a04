import { Link, useLocation, useSearchParams } from 'react-router'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import { burstTitle } from '../state/bursts-slice.ts'
import { useStore } from '../state/store.ts'
import { useText } from '../text/translate.ts'
import { BillingNow } from './billing-now.tsx'
import { KillButton } from './kill-all/kill-button.tsx'
import { Palette } from './palette/palette.tsx'
import { paths } from './paths.ts'

export function Header() {
  return (
    <header className="flex items-center gap-4 border-b border-line bg-paper pr-3 pl-6">
      <WhereAmI />
      <Palette />
      <BillingNow />
      <KillButton />
    </header>
  )
}

/** `Bursts / lighthouses / Receipt`; all but the last lead back. */
function WhereAmI() {
  const t = useText()
  const crumbs = useCrumbs()
  return (
    <nav aria-label={t('Where you are')} className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center gap-2 text-body">
        {crumbs.map(({ text, to }, index) => (
          <li key={text} className="flex min-w-0 items-center gap-2">
            {index > 0 && (
              <span aria-hidden className="text-ink-3">
                /
              </span>
            )}
            {to === null ? (
              <span aria-current="page" className="truncate font-medium">
                {text}
              </span>
            ) : (
              <Link to={to} className="truncate text-ink-2 hover:text-ink">
                {text}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

type Crumb = { readonly text: string; readonly to: string | null }

function useCrumbs(): Crumb[] {
  const t = useText()
  const { pathname } = useLocation()
  const [search] = useSearchParams()
  const [area, id, part] = pathname.split('/').filter(Boolean).map(decodeURIComponent)
  const burstName = useStore(state => (area === 'bursts' && id ? (nameOf(state.bursts?.[id]) ?? id) : null))
  const root = areaCrumb(area, t)
  if (id === undefined || root === null) return [{ text: root?.text ?? t('Welcome'), to: null }]
  if (area === 'templates') return [root, { text: fileName(search.get('path') ?? ''), to: null }]
  const burst = { text: burstName ?? id, to: part === undefined ? null : paths.burst(id) }
  return part === undefined ? [root, burst] : [root, burst, { text: t('Receipt'), to: null }]
}

function areaCrumb(area: string | undefined, t: (text: string) => string): Crumb | null {
  if (area === 'templates') return { text: t('Templates'), to: paths.templates }
  if (area === 'plan') return { text: t('Plan'), to: paths.plan() }
  if (area === 'bursts') return { text: t('Bursts'), to: paths.bursts }
  if (area === 'gallery') return { text: t('Gallery'), to: paths.gallery() }
  if (area === 'models') return { text: t('Models'), to: paths.models }
  if (area === 'accounts') return { text: t('Accounts'), to: paths.accounts }
  if (area === 'settings') return { text: t('Settings'), to: paths.settings }
  if (area === 'spend') return { text: t('Spend'), to: paths.spend }
  if (area === 'instances') return { text: t('Instances'), to: paths.instances }
  return null
}

function nameOf(burst: BurstSummary | undefined): string | null {
  return burst ? burstTitle(burst) : null
}

function fileName(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/\.prompt\.ya?ml$/, '')
}
