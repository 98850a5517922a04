import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { bytesText, durationText } from './durations.ts'
import { moneyText } from './money-text.ts'
import { billingWarning, phaseText } from './phase-text.ts'
import { pairs, table } from './table.ts'

/** Bursts, one a line. */
export function burstsTable(bursts: readonly BurstSummary[]): string {
  return table(
    bursts,
    [
      { title: 'ID', value: burst => burst.id },
      { title: 'STATE', value: burst => burst.state },
      { title: 'HOME', right: true, value: ({ images }) => `${images.collected}/${images.requested}` },
      { title: 'COST', right: true, value: burst => moneyText(burst.cost) },
      { title: 'PROVIDER', value: burst => burst.provider },
      { title: 'CREATED', value: burst => burst.createdAt },
      { title: 'NAME', value: burst => burst.name },
    ],
    'No bursts yet. `burst run TEMPLATE --provider sandbox` starts one that costs nothing.',
  )
}

/** One burst in full. */
export function burstText(burst: BurstSummary): string {
  const parts = [pairs(burstFacts(burst)), lanesTable(burst), failuresText(burst), billingWarning(burst)]
  return parts.filter(part => part !== null && part !== '').join('\n\n')
}

function burstFacts(burst: BurstSummary): [string, string][] {
  const { images, seconds } = burst
  const failed = images.failed > 0 ? `, ${images.failed} failed` : ''
  const facts: [string, string][] = [
    ['burst', `${burst.id} (${burst.name})`],
    ['state', `${burst.state}: ${phaseText(burst)}`],
    ['pictures', `${images.collected} of ${images.requested} home, ${bytesText(images.bytes)}${failed}`],
    ['folder', burst.out],
    ['provider', `${burst.provider}, ${burst.spot ? 'spot' : 'on demand'}, ${burst.strategy}`],
    ['time', `${durationText(seconds.total)}, billed ${durationText(seconds.billed)}`],
    ['cost', `${moneyText(burst.cost)}, estimated ${moneyText(burst.estimatedCost)}`],
  ]
  facts.push(...aheadFacts(burst))
  if (burst.gpuUtilisation !== null)
    facts.push(['GPU busy', `${(burst.gpuUtilisation * 100).toFixed(1)} % of what is billed`])
  if (burst.message !== null) facts.push(['message', burst.message])
  return facts
}

/** How it will end if nothing is changed, and what could be. */
function aheadFacts({ id, outlook, finishesIn }: BurstSummary): [string, string][] {
  const facts: [string, string][] = []
  if (outlook)
    facts.push(['ahead', `${durationText(outlook.secondsLeft)} of making, ${moneyText(outlook.cost)} in the end`])
  if (outlook && outlook.overLimit > 0) facts.push(['limit', `ends it with ${outlook.overLimit} pictures not made`])
  if (finishesIn !== null) facts.push(['finishes', `begins nothing more in ${durationText(finishesIn)}`])
  else if (outlook?.saving) facts.push(['saving', savingText(id, outlook.saving)])
  return facts
}

export function savingText(id: string, { pictures, cost, secondsUntil }: Saving): string {
  const what = pictures === 1 ? 'the last picture' : `the last ${pictures} pictures`
  return `${what} would begin a billing step: ${moneyText(cost)} less with \`burst finish ${id} --in ${Math.floor(secondsUntil)}\``
}

type Saving = NonNullable<NonNullable<BurstSummary['outlook']>['saving']>

function lanesTable({ lanes }: BurstSummary): string {
  return table(
    lanes,
    [
      { title: 'INSTANCE', value: lane => lane.instanceId ?? '(none)' },
      { title: 'STATE', value: lane => lane.state },
      { title: 'HOME', right: true, value: lane => String(lane.images) },
      { title: 'BILLED', right: true, value: lane => durationText(lane.billedSeconds) },
      { title: 'COST', right: true, value: lane => moneyText(lane.cost) },
      { title: 'GONE', value: goneText },
    ],
    '',
  )
}

function failuresText({ failures }: BurstSummary): string {
  return failures.map(failure => `not made: ${failure.promptId}: ${failure.message} (${failure.code})`).join('\n')
}

function goneText({ state, confirmedGone }: BurstSummary['lanes'][number]): string {
  if (state === 'handed') return 'works for the next burst'
  return confirmedGone ? 'yes' : 'not proven: may be billing'
}
