import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { ListedTemplate } from '../../../common/contract.ts'
import { burstTitle } from '../../state/bursts-slice.ts'
import type { Theme } from '../../state/theme-slice.ts'
import type { Translate } from '../../text/translate.ts'
import { paths } from '../paths.ts'

export type Command = {
  readonly id: string
  readonly title: string
  /** What it is about, beside the title. */
  readonly kind: string
  readonly run: () => void
}

export type CommandParts = {
  readonly templates: readonly ListedTemplate[]
  /** The newest first. */
  readonly bursts: readonly BurstSummary[]
  readonly go: (path: string) => void
  readonly setTheme: (theme: Theme) => void
  readonly t: Translate
}

/** So many bursts are near at hand; the others are on their screen. */
const BURSTS = 20

/** Everything that can be gone to or done from anywhere. Nothing here spends or ends anything. */
export function commandsOf({ templates, bursts, go, setTheme, t }: CommandParts): Command[] {
  const screen = (title: string, path: string): Command => ({
    id: path,
    title,
    kind: t('Go to'),
    run: () => go(path),
  })
  return [
    screen(t('Templates'), paths.templates),
    screen(t('Plan'), paths.plan()),
    screen(t('Bursts'), paths.bursts),
    screen(t('Gallery'), paths.gallery()),
    screen(t('Models'), paths.models),
    screen(t('Accounts'), paths.accounts),
    screen(t('Instances'), paths.instances),
    screen(t('Spend'), paths.spend),
    screen(t('Settings'), paths.settings),
    ...templates.flatMap(({ name, path }): Command[] => [
      { id: `template ${path}`, title: name, kind: t('Template'), run: () => go(paths.template(path)) },
      { id: `plan ${path}`, title: name, kind: t('Plan'), run: () => go(paths.plan(path)) },
    ]),
    ...bursts.slice(0, BURSTS).flatMap((burst): Command[] => [
      { id: `burst ${burst.id}`, title: burstTitle(burst), kind: t('Burst'), run: () => go(paths.burst(burst.id)) },
      {
        id: `gallery ${burst.id}`,
        title: burstTitle(burst),
        kind: t('Gallery'),
        run: () => go(paths.gallery(burst.id)),
      },
    ]),
    ...(['system', 'light', 'dark'] as const).map((theme): Command => {
      const titles = { system: t('Theme of the system'), light: t('Light theme'), dark: t('Dark theme') }
      return { id: `theme ${theme}`, title: titles[theme], kind: t('Look'), run: () => setTheme(theme) }
    }),
  ]
}

/** Those in which every word is the beginning of one of theirs; what begins like the question stands first. */
export function matchingCommands(commands: readonly Command[], asked: string): Command[] {
  const wanted = wordsOf(asked)
  if (wanted.length === 0) return [...commands]
  return commands
    .filter(({ title, kind }) => {
      const words = wordsOf(`${title} ${kind}`)
      return wanted.every(one => words.some(word => word.startsWith(one)))
    })
    .toSorted((a, b) => Number(begins(b, asked)) - Number(begins(a, asked)))
}

function begins({ title }: Command, asked: string): boolean {
  return plain(title).startsWith(plain(asked).trim())
}

function wordsOf(text: string): string[] {
  return plain(text).match(/[\p{L}\p{N}]+/gu) ?? []
}

/** Without accents and capitals. */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
