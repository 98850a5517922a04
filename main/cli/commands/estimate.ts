import { Option } from 'commander'
import type { Api, CallInput } from '../../../common/contract.ts'
import { ASSUMED, KINDS, type Assumptions, type WorkKind } from '../../../common/pricing/assumptions.ts'
import type { EstimateOption, EstimateResult } from '../../../common/pricing/estimate-result.ts'
import type { WireMoney } from '../../../common/money.ts'
import type { BurstCommand } from '../burst-command.ts'
import { addExpandFlags, type ExpandFlags } from '../expand-flags.ts'
import { decimalNumber, wholeNumber } from '../option-values.ts'
import { durationText } from '../render/durations.ts'
import { moneyText } from '../render/money-text.ts'
import { table } from '../render/table.ts'
import { sourceOf } from '../run-input.ts'
import { sdgenConfig } from '../sdgen-config.ts'
import type { Bind, Session } from '../session.ts'

type Flags = ExpandFlags &
  Partial<Omit<Assumptions, 'fixedOverheadSeconds'>> & {
    readonly library?: string
    readonly images?: number
    readonly kind: WorkKind
    readonly pricePerHour?: number
    readonly fixedOverheadSeconds?: number
    readonly measureLine?: boolean
  }

const LARGEST = { seconds: 10_000_000, amount: 1_000_000, images: 10_000_000 } as const

export function addEstimateCommand(program: BurstCommand, bind: Bind): void {
  const seconds = decimalNumber({ min: 0, max: LARGEST.seconds })
  const amount = decimalNumber({ min: 0, max: LARGEST.amount })
  const command = program
    .command('estimate')
    .description('time, cost and worth: home against everything that can be rented')
    .argument('[template]', 'a template or a job manifest')
    .option('--images <n>', 'so many pictures, whatever the template has', wholeNumber({ min: 0, max: LARGEST.images }))
    .addOption(new Option('--kind <kind>', 'kind of work').choices(['images', 'training', 'scoring']).default('images'))
    .option('--library <dir>', 'folder in which names are looked up')
    .option('--local-seconds-per-image <s>', `at home (${ASSUMED.localSecondsPerImage})`, seconds)
    .option('--cloud-seconds-per-image <s>', `on the instance (${ASSUMED.cloudSecondsPerImage})`, seconds)
    .option('--setup-seconds <s>', `from the create to the first picture (${ASSUMED.setupSeconds})`, seconds)
    .option('--download-seconds-per-image <s>', `to bring one home (${ASSUMED.downloadSecondsPerImage})`, seconds)
    .option('--fixed-overhead-seconds <s>', 'in place of set-up and download together', seconds)
    .option('--price-per-hour <amount>', 'one price, in the account currency with tax, in place of real offers', amount)
    .option('--time-value-per-hour <amount>', `what an hour of waiting is worth (${ASSUMED.timeValuePerHour})`, amount)
    .option(
      '--local-watts <w>',
      `what the computer at home draws (${ASSUMED.localWatts})`,
      decimalNumber({ min: 0, max: 100_000 }),
    )
    .option('--electricity-per-kwh <amount>', `(${ASSUMED.electricityPerKwh})`, decimalNumber({ min: 0, max: 1000 }))
  command.option('--measure-line', 'measure first how fast this line sends, and keep that: it costs some megabytes')
  addExpandFlags(command)
  command
    .addHelpText('after', '\nExample:\n  burst estimate lighthouses --images 500 --price-per-hour 3.36')
    .action(
      bind(async (session, template: string | undefined, flags: Flags) => await showEstimate(session, template, flags)),
    )
}

async function showEstimate(session: Session, template: string | undefined, flags: Flags): Promise<'done'> {
  const input = inputOf(session, template, flags)
  const { host } = session
  const result = await session.withFace('look', async ({ api }) => {
    if (flags.measureLine === true) await measured(session, api)
    return await api.call('estimate.compare', input, host.interrupts.first)
  })
  session.result(result, () => estimateText(result, flags.kind))
  return 'done'
}

async function measured(session: Session, api: Api): Promise<void> {
  const { upMbits, downMbits, host } = await api.call('line.measure', undefined, session.host.interrupts.first)
  await api.call('settings.set', { key: 'uplink-mbits', value: upMbits })
  session.note(`Measured against ${host}: the line sends ${upMbits} Mbit/s and receives ${downMbits}.`)
}

function inputOf({ host }: Session, template: string | undefined, flags: Flags): CallInput<'estimate.compare'> {
  const { kind, pricePerHour } = flags
  // Without a template, so many at most is so many.
  const images = flags.images ?? (template === undefined ? flags.count : undefined)
  const assumptions = Object.fromEntries(
    Object.keys(ASSUMED).flatMap(key => {
      const value = flags[key as keyof Assumptions]
      return typeof value === 'number' ? [[key, value]] : []
    }),
  )
  return {
    ...(template === undefined ? {} : { source: sourceOf(template, flags, host, sdgenConfig(host)) }),
    kind,
    ...(images === undefined ? {} : { images }),
    ...(pricePerHour === undefined ? {} : { pricePerHour }),
    assumptions,
  }
}

function estimateText(result: EstimateResult, kind: WorkKind): string {
  const { images, local, options, breakEven, recommendation } = result
  const { one, many } = KINDS[kind]
  const home = `${images} ${images === 1 ? one : many}. At home: ${durationText(local.seconds)}, ${moneyText(local.energyCost)} of electricity.`
  const even =
    breakEven === null
      ? ''
      : `Renting is worth it ${fromText(breakEven.images, many)}; it is faster ${fromText(breakEven.timeOnlyImages, many)}.`
  const choice = recommendation.choice === 'cloud' ? 'Rent' : 'Stay at home'
  return [
    home,
    optionsTable(options),
    even,
    fanOutText(result),
    accuracyText(result),
    `${choice}: ${recommendation.reason}.`,
  ]
    .filter(Boolean)
    .join('\n\n')
}

function fromText(images: number | null, many: string): string {
  if (images === null) return `for no number of ${many}`
  return images === 1 ? 'from the first on' : `from ${images} ${many} on`
}

/** How much sooner it is done on more machines at once, and what that costs more. */
function fanOutText({ fanOut }: EstimateResult): string {
  const told = fanOut.filter(({ lanes }) => [1, 2, 4, 8, 16].includes(lanes))
  if (told.length < 2) return ''
  const ways = told.map(({ lanes, seconds, cost }) => `${lanes}: ${durationText(seconds)} for ${moneyText(cost)}`)
  return `On so many instances of the first at once: ${ways.join(' · ')}.`
}

function accuracyText({ accuracy }: EstimateResult): string {
  if (accuracy === null) return ''
  const percent = (share: number) => `${Math.round(share * 100)} %`
  return `The last ${accuracy.bursts === 1 ? 'estimate was' : `${accuracy.bursts} estimates were`} off by ${percent(accuracy.seconds)} in time and ${percent(accuracy.cost)} in cost.`
}

function optionsTable(options: readonly EstimateOption[]): string {
  const offers = table(
    options,
    [
      { title: 'PROVIDER', value: option => option.provider },
      { title: 'OFFER', value: option => option.offerId },
      { title: 'GPU', value: gpuText },
      { title: 'AN HOUR', right: true, value: option => bareText(option.pricePerHour) },
      { title: 'TIME', right: true, value: option => durationText(option.seconds.total) },
      { title: 'COST', right: true, value: option => bareText(option.cost) },
      { title: 'BETWEEN', right: true, value: rangeText },
      {
        title: 'BURSTS',
        right: true,
        value: ({ observations }) => (observations === 0 ? 'guess' : String(observations)),
      },
      { title: 'EACH', right: true, value: option => bareText(option.costPerImage) },
      { title: 'SAVES', right: true, value: option => savedText(option.savedSeconds) },
      { title: 'NET WORTH', right: true, value: option => bareText(option.netValue) },
    ],
    'Nothing can be rented now.',
  )
  return options.some(({ cost }) => cost.simulated) ? `${offers}\nWhat the sandbox charges is practice money.` : offers
}

/** Said once for the whole table: it would be in every cell. */
const bareText = (money: WireMoney | null) => (money === null ? 'unknown' : moneyText({ ...money, simulated: false }))

const WAYS = {
  'on-demand': [],
  image: ['from an image'],
  warm: ['kept running'],
  volume: ['with a model volume'],
} as const

function gpuText({ gpu, spot, strategy }: EstimateOption): string {
  return [gpu, ...(spot ? ['spot'] : []), ...WAYS[strategy]].join(', ')
}

function rangeText({ low, high }: EstimateOption): string {
  return low === null || high === null ? 'unknown' : `${bareText(low)} and ${bareText(high)}`
}

const savedText = (seconds: number) => (seconds < 0 ? `-${durationText(-seconds)}` : durationText(seconds))
