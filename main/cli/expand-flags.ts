import path from 'node:path'
import { Option } from 'commander'
import type { ExpandOptions } from '../../common/contract.ts'
import type { BurstCommand } from './burst-command.ts'
import { collectTexts, wholeNumber } from './option-values.ts'

/** What may be said about a template's expansion, by `expand` and by `run`. */
export type ExpandFlags = {
  readonly count?: number
  readonly seed?: number
  readonly seeds?: string
  readonly theme?: string
  readonly themeFile?: string
  readonly style?: string
  readonly fix?: readonly string[]
  readonly useFixed?: string
  readonly sessionName?: string
}

export function addExpandFlags(command: BurstCommand): void {
  command
    .option('-n, --count <n>', 'how many pictures at most', wholeNumber({ min: 1 }))
    .option('--seed <n>', 'seed of the first picture; -1 draws one', wholeNumber({ min: -1 }))
    .option('--seeds <list>', 'seeds for every prompt: 1,2,3 or 5-9 or count#start')
    .option('--theme <name>', 'a theme of the template')
    .option('--theme-file <file>', 'a theme from a file')
    .option('--style <name>', "the theme's style")
    .option('--session-name <name>', 'name of the session, in its folder and its files')
    .option('--fix <name=key>', 'hold a placeholder to one value; may be given again', collectTexts)
    .addOption(new Option('--use-fixed <list>', "sdgen's form of --fix: Name:key|Name2:key2").hideHelp())
}

/** The flags as the engine takes them; only what was given. */
export function expandOptionsOf(flags: ExpandFlags, cwd: string): ExpandOptions {
  const fixed = [...(flags.fix ?? []), ...(flags.useFixed === undefined ? [] : [flags.useFixed])]
  return {
    ...(flags.count === undefined ? {} : { count: flags.count }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.seeds === undefined ? {} : { seeds: flags.seeds }),
    ...(flags.theme === undefined ? {} : { theme: flags.theme }),
    ...(flags.themeFile === undefined ? {} : { themeFile: path.resolve(cwd, flags.themeFile) }),
    ...(flags.style === undefined ? {} : { style: flags.style }),
    ...(flags.sessionName === undefined ? {} : { sessionName: flags.sessionName }),
    ...(fixed.length === 0 ? {} : { fixed }),
  }
}
