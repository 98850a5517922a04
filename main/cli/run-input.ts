import path from 'node:path'
import type { RunInput } from '../../common/contract.ts'
import type { Strategy } from '../../common/pricing/strategy.ts'
import type { ExpandFlags } from './expand-flags.ts'
import type { Host } from './host.ts'
import type { SdgenConfig } from './sdgen-config.ts'
import { templateChoice } from './template-choice.ts'
import { flagError } from './usage-error.ts'

export type RunFlags = ExpandFlags & {
  readonly template?: string
  readonly library?: string
  readonly provider?: string
  readonly cloudProvider?: string
  readonly gpu?: string
  readonly region?: string
  readonly offer?: string
  readonly spot?: boolean
  readonly strategy?: Strategy
  readonly lanes?: number
  readonly out?: string
  readonly maxCost?: number
  readonly keepImage?: string
  readonly canary?: boolean
  readonly withHome?: boolean
  readonly dryRun?: boolean
  readonly detach?: boolean
  readonly yes?: boolean
}

/** What `run` asks of the engine; flags that were not given are left to its defaults. */
export function runInput(
  argument: string | undefined,
  flags: RunFlags,
  host: Pick<Host, 'cwd' | 'files'>,
  config: SdgenConfig | null,
): RunInput {
  const { gpu, region, offer, spot, strategy, lanes, maxCost } = flags
  const provider = flags.provider ?? flags.cloudProvider
  return {
    source: sourceOf(wanted(argument, flags), flags, host, config),
    ...(provider === undefined ? {} : { provider }),
    ...(gpu === undefined ? {} : { gpu }),
    ...(region === undefined ? {} : { region }),
    ...(offer === undefined ? {} : { offer }),
    ...(spot === undefined ? {} : { spot }),
    ...(strategy === undefined ? {} : { strategy }),
    ...(lanes === undefined ? {} : { lanes }),
    ...(flags.out === undefined ? {} : { out: path.resolve(host.cwd, flags.out) }),
    ...(config === null ? {} : { sessionsHere: config.sessions }),
    ...(maxCost === undefined ? {} : { maxCost }),
    ...(flags.withHome === undefined ? {} : { withHome: flags.withHome }),
    ...(flags.canary === undefined ? {} : { canary: flags.canary }),
    ...(flags.keepImage === undefined ? {} : { keepsImage: flags.keepImage }),
  }
}

function wanted(argument: string | undefined, { template }: RunFlags): string {
  if (argument !== undefined && template !== undefined)
    throw flagError('template-twice', 'The template is named twice.', 'Name it once, with or without -t.')
  const name = argument ?? template
  if (name !== undefined) return name
  throw flagError(
    'missing-argument',
    "Missing required argument 'template'.",
    'Name a template or a job manifest, as in `burst run lighthouses --provider sandbox`.',
  )
}

/** A template by its name or file, or a job manifest. */
export function sourceOf(
  name: string,
  flags: RunFlags,
  host: Pick<Host, 'cwd' | 'files'>,
  config: SdgenConfig | null,
): RunInput['source'] {
  if (!/\.json$/i.test(name)) return { from: 'template', ...templateChoice(name, flags, host, config) }
  refuseTemplateFlags(flags)
  const count = flags.count === undefined ? {} : { count: flags.count }
  return { from: 'job', file: path.resolve(host.cwd, name), ...count }
}

/** A written job is already resolved: a flag that changes nothing would be believed to. */
function refuseTemplateFlags(flags: RunFlags): void {
  const given = TEMPLATE_FLAGS.find(([key]) => flags[key] !== undefined)
  if (!given) return
  throw flagError(
    'flag-for-templates-only',
    `${given[1]} is for templates; a job manifest is already resolved.`,
    `Leave ${given[1]} away, or run the template.`,
  )
}

const TEMPLATE_FLAGS = [
  ['library', '--library'],
  ['seed', '--seed'],
  ['seeds', '--seeds'],
  ['theme', '--theme'],
  ['themeFile', '--theme-file'],
  ['sessionName', '--session-name'],
  ['style', '--style'],
  ['fix', '--fix'],
  ['useFixed', '--use-fixed'],
] as const satisfies readonly (readonly [keyof RunFlags, string])[]
