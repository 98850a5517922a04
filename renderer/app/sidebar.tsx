import {
  Aperture,
  Box,
  ChartSpline,
  Images,
  KeyRound,
  LayoutGrid,
  Monitor,
  Moon,
  Play,
  Server,
  Settings,
  Sun,
  Wallet,
  type LucideIcon,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { NavLink } from 'react-router'
import { burstList, isUnderWay } from '../state/bursts-slice.ts'
import { billingInstances } from '../state/safety-slice.ts'
import { useStore } from '../state/store.ts'
import type { Theme } from '../state/theme-slice.ts'
import { useText } from '../text/translate.ts'
import { classNames } from '../ui/class-names.ts'
import { paths } from './paths.ts'

export function Sidebar() {
  const t = useText()
  const running = useStore(state => burstList(state.bursts).filter(isUnderWay).length)
  const billing = useStore(state => billingInstances(state.safety).length)
  return (
    <div className="row-span-3 flex w-14 flex-col border-r border-line bg-sunken min-[1000px]:w-[200px]">
      <NavLink
        to={paths.home}
        className="flex h-12 items-center gap-2.5 px-4 text-heading font-semibold tracking-tight"
      >
        <Aperture size={22} className="shrink-0 text-accent-text" aria-hidden />
        <span className="max-[999px]:sr-only">Burst</span>
      </NavLink>
      <nav aria-label={t('Screens')} className="flex flex-1 flex-col gap-0.5 px-2 py-2">
        <Place to={paths.templates} icon={LayoutGrid} label={t('Templates')} />
        <Place to={paths.plan()} icon={ChartSpline} label={t('Plan')} />
        <Place to={paths.bursts} icon={Play} label={t('Bursts')} count={running} />
        <Place to={paths.gallery()} icon={Images} label={t('Gallery')} />
        <Place to={paths.models} icon={Box} label={t('Models')} />
        <Place to={paths.accounts} icon={KeyRound} label={t('Accounts')} />
        <Place to={paths.instances} icon={Server} label={t('Instances')} count={billing} />
        <Place to={paths.spend} icon={Wallet} label={t('Spend')} />
        <Place to={paths.settings} icon={Settings} label={t('Settings')} />
      </nav>
      <ThemeSwitch />
    </div>
  )
}

type PlaceProps = { readonly to: string; readonly icon: LucideIcon; readonly label: string; readonly count?: number }

function Place({ to, icon: Icon, label, count = 0 }: PlaceProps) {
  return (
    <NavLink
      to={to}
      title={label}
      className={({ isActive }) =>
        classNames(
          'flex h-8 items-center gap-2.5 rounded-control px-3 font-medium transition-colors duration-[120ms]',
          isActive ? 'bg-selected text-accent-text' : 'text-ink-2 hover:bg-hover hover:text-ink',
        )
      }
    >
      <Icon size={16} className="shrink-0" aria-hidden />
      <span className="flex-1 max-[999px]:sr-only">{label}</span>
      {count > 0 && <Count>{count}</Count>}
    </NavLink>
  )
}

function Count({ children }: { readonly children: ReactNode }) {
  return (
    <span className="rounded-chip bg-accent px-1.5 text-label leading-4 font-semibold text-on-accent max-[999px]:sr-only">
      {children}
    </span>
  )
}

const THEMES: readonly { theme: Theme; icon: LucideIcon; label: string }[] = [
  { theme: 'system', icon: Monitor, label: 'Theme of the system' },
  { theme: 'light', icon: Sun, label: 'Light theme' },
  { theme: 'dark', icon: Moon, label: 'Dark theme' },
]

function ThemeSwitch() {
  const t = useText()
  const theme = useStore(state => state.theme)
  const setTheme = useStore(state => state.setTheme)
  return (
    <div role="radiogroup" aria-label={t('Theme')} className="flex gap-0.5 p-2 max-[999px]:flex-col">
      {THEMES.map(({ theme: one, icon: Icon, label }) => (
        <button
          key={one}
          type="button"
          role="radio"
          aria-checked={theme === one}
          aria-label={t(label)}
          title={t(label)}
          onClick={() => setTheme(one)}
          className={classNames(
            'grid h-7 flex-1 place-items-center rounded-control max-[999px]:w-full max-[999px]:flex-none',
            theme === one ? 'bg-hover text-ink' : 'text-ink-3 hover:text-ink',
          )}
        >
          <Icon size={14} aria-hidden />
        </button>
      ))}
    </div>
  )
}
