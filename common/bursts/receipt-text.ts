import { formatMoney, type Money, type WireMoney } from '../money.ts'
import { PHASES, type Phase, type Receipt } from './receipt.ts'
import { roundedToSum } from './rounded-to-sum.ts'

const LABELS: Record<Phase, string> = {
  provision: 'boot',
  setup: 'set-up',
  upload: 'upload',
  generate: 'generation',
  collectTail: 'last pictures home',
  teardown: 'teardown',
}

/** A receipt for the terminal. The seconds and shares that are printed add up to the totals that are printed. */
export function receiptText(receipt: Receipt): string {
  return [...imageLines(receipt), '', ...phaseLines(receipt), '', ...moneyLines(receipt)].join('\n')
}

function imageLines({ images, outcome, message }: Receipt): string[] {
  const failed = images.failed > 0 ? `, ${images.failed} failed` : ''
  const lines = [
    `${outcome}: ${images.collected} of ${images.requested} pictures (${megabytes(images.bytes)})${failed}`,
  ]
  return message === null ? lines : [...lines, message]
}

function phaseLines({ seconds }: Receipt): string[] {
  const tenths = roundedToSum(PHASES.map(phase => seconds[phase] * 10))
  const total = tenths.reduce((sum, value) => sum + value, 0)
  const shares = roundedToSum(tenths.map(value => (total > 0 ? (value / total) * 1000 : 0)))
  const rows = PHASES.map((phase, index) => row(LABELS[phase], tenths[index] ?? 0, shares[index] ?? 0))
  return [...rows, row('total', total, total > 0 ? 1000 : 0)]
}

function row(label: string, tenths: number, permille: number): string {
  return `${label.padEnd(20)}${`${(tenths / 10).toFixed(1)} s`.padStart(12)}${`${(permille / 10).toFixed(1)} %`.padStart(9)}`
}

function moneyLines(receipt: Receipt): string[] {
  const { seconds, gpuUtilisation, cost, estimatedCost, costPerImage, pricePerHour, lanes } = receipt
  const used = gpuUtilisation === null ? 'unknown' : `${(gpuUtilisation * 100).toFixed(1)} %`
  const perHour = pricePerHour ? ` at ${money(pricePerHour)} an hour` : ''
  const rented = lanes.filter(lane => lane.instanceId !== null)
  return [
    `billed              ${seconds.billed} s${perHour}, GPU busy ${used}`,
    ...(rented.length > 1 ? rented.map(laneLine) : []),
    `cost                ${money(cost)}${costPerImage ? `, ${money(costPerImage)} a picture` : ''} (estimate ${money(estimatedCost)})`,
  ]
}

function laneLine({ instanceId, offer, images, billedSeconds, cost }: Receipt['lanes'][number]): string {
  const what = offer ? `${offer.gpu} in ${offer.region}` : instanceId
  return `  ${what}: ${images} pictures, ${billedSeconds} s, ${money(cost)}`
}

function money(wire: WireMoney): string {
  const exact: Money = { ...wireKind(wire), micros: Math.round(wire.amount * 1_000_000) }
  return formatMoney(exact)
}

function wireKind({ currency, taxIncluded, simulated }: WireMoney): Omit<Money, 'micros'> {
  return { currency, taxIncluded, simulated }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
