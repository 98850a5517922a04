import { matchesOffer } from '../../../common/bursts/match-offer.ts'
import type { Plan } from '../../../common/bursts/plan.ts'
import { BurstError, type ExitKind } from '../../../common/errors.ts'
import { add, formatMoney, isSameKind, type Money } from '../../../common/money.ts'
import { cloudWork } from '../../../common/pricing/compare.ts'
import { cardsText } from '../../../common/pricing/gpu-speed.ts'
import type { Forecast } from '../../../common/pricing/forecast.ts'
import { cloudShare } from '../../../common/pricing/with-home.ts'
import { limitName, roomOf, tightestOf, type Limit } from '../../../common/spend/limits.ts'
import type { Settings } from '../../../common/settings.ts'
import type { Offer } from '../providers/provider.ts'
import type { PreparedOffer } from './prepared-offers.ts'

/** How many lost instances a burst may replace when nobody else is left to do the work. */
const SPARE_LANES = 2

const MAX_LANES = 64
/** More to fall back on would not be read by anybody. */
const MAX_OFFERS = 20

/** How somebody wants a burst to be rented. */
export type PlanChoice = {
  readonly provider: string
  readonly gpu?: string | undefined
  readonly region?: string | undefined
  readonly spot?: boolean | undefined
  /** The one to rent first. */
  readonly offer?: string | undefined
  readonly lanes: number
  readonly strategy: Plan['strategy']
  /** In the currency of the settings, tax included. */
  readonly maxCost?: number | undefined
  /** One picture first, and the rest when somebody has looked at it. */
  readonly canary?: boolean | undefined
  /** What to call the image that becomes of its disk; absent: none does. */
  readonly keepsImage?: string | undefined
}

export type PlanInput = {
  /** Pictures. */
  readonly count: number
  readonly offers: readonly PreparedOffer[]
  readonly choice: PlanChoice
  readonly appSettings: Pick<Settings, 'currency' | 'max-cost' | 'grace-seconds' | 'warm-seconds' | 'canary-seconds'>
  /** Of the day and the month, with everything that is spent or promised; they are for real money. */
  readonly budgets: readonly Limit[]
  /** How long a lane on an offer will take. */
  readonly forecast: (offer: PreparedOffer) => Forecast
  /** A card at home that works beside what is rented, and how long it takes for a picture, s; null for none. */
  readonly home?: { readonly offer: Offer; readonly secondsPerImage: number } | null
}

/**
 * Matches a job with what can be rented now, at one provider or at several: that with which the burst costs least first, the
 * others to fall back on. Prices are as the account counts.
 *
 * Throws a BurstError: `usage` for a choice that no offer could meet, `provider` where none is there or in stock,
 * `refused` where the estimate is above a limit or cannot be compared with it.
 */
export function planBurst({ count, offers, choice, appSettings, budgets, forecast, home = null }: PlanInput): Plan {
  checkChoice(choice)
  const lanes = Math.min(choice.lanes, count)
  const estimateOf = (offer: PreparedOffer): Plan['estimate'] => {
    const rented = (pictures: number) => cloudWork(pictures, offer, lanes, forecast(offer))
    const share = home ? cloudShare(count, home.secondsPerImage, pictures => rented(pictures).seconds.total) : count
    const { seconds, cost } = rented(share)
    return { seconds: Math.max(seconds.total, (count - share) * (home?.secondsPerImage ?? 0)), cost }
  }
  const asked = chosenFirst(cheapestFirst(inStock(matching(offers, choice), choice), estimateOf), choice)
  // What may be taken away again may be gone before it is there: the same on demand stands behind it.
  const behind = choice.spot === true ? offers.filter(offer => matchesOffer(offer, { ...choice, spot: false })) : []
  const fitting = [...asked, ...cheapestFirst(behind.filter(isInStock), estimateOf)]
  const first = fitting[0]
  if (!first) throw new Error('an offer was found and is gone')
  const bound = boundFor(first, choice, appSettings, budgets)
  const limit = bound?.limit ?? null
  const payable = fitting.filter(offer => isSameKind(offer.pricePerHour, first.pricePerHour))
  const affordable = limit ? payable.filter(offer => estimateOf(offer).cost.micros <= limit.micros) : payable
  if (bound && affordable.length === 0) throw bound.refusal(estimateOf(first).cost)
  const rentable = affordable.slice(0, MAX_OFFERS).map(offer => ({
    ...plannedOffer(offer),
    cost: estimateOf(offer).cost,
    secondsPerImage: forecast(offer).secondsPerImage,
  }))
  return {
    provider: (affordable[0] ?? first).provider,
    offers: home ? [...rentable, plannedHome(home, first.pricePerHour)] : rentable,
    ...(home ? { home: rentable.length } : {}),
    strategy: choice.strategy,
    spot: first.spot,
    lanes,
    spareLanes: SPARE_LANES,
    estimate: estimateOf(affordable[0] ?? first),
    maxCost: limit,
    isLimitGiven: choice.maxCost !== undefined,
    graceSeconds: appSettings['grace-seconds'],
    ...(choice.strategy === 'warm' ? { warmSeconds: appSettings['warm-seconds'] } : {}),
    ...(choice.canary === true ? { canarySeconds: appSettings['canary-seconds'] } : {}),
    ...(choice.keepsImage === undefined ? {} : { keepsImage: choice.keepsImage }),
  }
}

function checkChoice({ provider, lanes, strategy, maxCost, keepsImage }: PlanChoice): void {
  if (provider === 'home' && (lanes !== 1 || strategy !== 'on-demand'))
    throw problem(
      'usage',
      'home-has-one-card',
      'The card at home is one, and is used as it is.',
      'Leave --lanes and --strategy away.',
    )
  if (!Number.isInteger(lanes) || lanes < 1 || lanes > MAX_LANES)
    throw problem('usage', 'lanes-out-of-range', `--lanes is ${lanes}.`, `Use a whole number from 1 to ${MAX_LANES}.`)
  if (keepsImage !== undefined && (strategy !== 'on-demand' || lanes !== 1))
    throw problem(
      'usage',
      'image-from-one-machine',
      'An image is kept of one machine that was set up from nothing.',
      'Leave --strategy and --lanes away.',
    )
  if (strategy === 'volume' && lanes !== 1)
    throw problem(
      'usage',
      'volume-for-one-machine',
      'A model volume serves one machine at a time.',
      'Leave --lanes away.',
    )
  if (maxCost !== undefined && !(maxCost > 0))
    throw problem('usage', 'max-cost-out-of-range', `--max-cost is ${maxCost}.`, 'Use an amount above 0, as in 2.50.')
}

const PREPARED_WITH: { readonly [S in Plan['strategy']]?: string } = {
  image: ', from a prepared image',
  volume: ', with a model volume',
}

function matching(offers: readonly PreparedOffer[], choice: PlanChoice): PreparedOffer[] {
  const found = offers.filter(offer => matchesOffer(offer, { ...choice, spot: choice.spot ?? false }))
  if (found.length > 0) return found
  const there = describeOffers(offers)
  throw problem(
    'provider',
    'no-matching-offer',
    `${choice.provider} offers nothing like ${describeChoice(choice)}${PREPARED_WITH[choice.strategy] ?? ''}.`,
    there === '' ? 'Try again later, or another provider.' : `There is: ${there}.`,
  )
}

const isInStock = ({ stock }: PreparedOffer): boolean => stock !== 'no'

function inStock(offers: readonly PreparedOffer[], choice: PlanChoice): PreparedOffer[] {
  const found = offers.filter(isInStock)
  if (found.length > 0) return found
  throw problem(
    'provider',
    'no-stock',
    `${choice.provider} has no stock of ${describeChoice(choice)}: ${describeOffers(offers)}.`,
    'Try again later, or ask for another GPU or region.',
  )
}

/** The one that was named goes before the cheaper ones. */
function chosenFirst(offers: readonly PreparedOffer[], { offer: id, provider }: PlanChoice): PreparedOffer[] {
  if (id === undefined) return [...offers]
  const chosen = offers.find(offer => offer.id === id)
  if (chosen) return [chosen, ...offers.filter(offer => offer !== chosen)]
  throw problem(
    'provider',
    'no-such-offer',
    `${provider} has no offer ${id} that fits now.`,
    '`burst offers` lists what there is.',
  )
}

function plannedOffer(offer: PreparedOffer): Plan['offers'][number] {
  const { provider, id, region, spot, pricePerHour, billingStepSeconds, minimumSeconds } = offer
  const { host, image, volume, takes, bid } = offer
  const billing = { stepSeconds: billingStepSeconds, minimumSeconds }
  return {
    provider,
    billing,
    offerId: id,
    spot,
    gpu: cardsText(offer),
    region,
    pricePerHour,
    ...(host === undefined ? {} : { host }),
    ...(bid === undefined ? {} : { bid }),
    ...(image === undefined ? {} : { image }),
    ...(volume === undefined ? {} : { volume }),
    ...(takes === undefined ? {} : { takes }),
  }
}

/** It costs nothing, in whatever money the others are paid. */
function plannedHome({ offer, secondsPerImage }: NonNullable<PlanInput['home']>, price: Money): Plan['offers'][number] {
  const nothing = { ...price, micros: 0 }
  return { ...plannedOffer({ ...offer, pricePerHour: nothing }), cost: nothing, secondsPerImage }
}

const STOCK_ORDER: readonly Offer['stock'][] = ['yes', 'low', 'unknown', 'no']

/** By the price of the finished burst, not of an hour. What is not in the money of the account comes last. */
function cheapestFirst(
  offers: readonly PreparedOffer[],
  estimateOf: (offer: PreparedOffer) => Plan['estimate'],
): PreparedOffer[] {
  return offers
    .map(offer => ({ offer, cost: estimateOf(offer).cost }))
    .toSorted(
      (a, b) =>
        // What runs already is there at once, and bills in any case.
        Number(b.offer.takes !== undefined) - Number(a.offer.takes !== undefined) ||
        Number(a.cost.taxIncluded ? 0 : 1) - Number(b.cost.taxIncluded ? 0 : 1) ||
        a.cost.micros - b.cost.micros ||
        STOCK_ORDER.indexOf(a.offer.stock) - STOCK_ORDER.indexOf(b.offer.stock) ||
        a.offer.id.localeCompare(b.offer.id, 'en'),
    )
    .map(({ offer }) => offer)
}

/** The most that the burst may cost, and what is said of an estimate above it. */
type Bound = { readonly limit: Money; readonly refusal: (cost: Money) => BurstError }

/**
 * The smallest of the limit given now, the one in the settings, and what the budgets leave, as money like the offer's;
 * null for none.
 */
function boundFor(
  { pricePerHour }: Offer,
  choice: PlanChoice,
  settings: PlanInput['appSettings'],
  budgets: readonly Limit[],
): Bound | null {
  const { maxCost, provider } = choice
  const limits = [maxCost ?? 0, settings['max-cost']].filter(limit => limit > 0)
  const budget = pricePerHour.simulated ? null : tightestOf(budgets)
  if (limits.length === 0 && budget === null) return null
  const { currency, taxIncluded } = pricePerHour
  if (currency !== settings.currency || !taxIncluded)
    throw problem(
      'refused',
      'limit-not-comparable',
      `${provider} charges in ${currency}${taxIncluded ? '' : ' before tax'}, but the limit is in ${settings.currency} with tax.`,
      `Set \`exchange-rates\` to what one ${currency} is in ${settings.currency} (as in "${currency} 0.9 2026-11-20"), or take the limit away.`,
    )
  const own = { ...pricePerHour, micros: Math.round(Math.min(...limits) * 1_000_000) }
  if (budget === null || (limits.length > 0 && own.micros <= roomOf(budget).micros))
    return { limit: own, refusal: cost => tooDear(cost, own, choice) }
  return { limit: roomOf(budget), refusal: cost => overBudget(cost, budget) }
}

function overBudget(cost: Money, budget: Limit): BurstError {
  const what = budget.scope === 'day' ? 'Today' : 'This month'
  const sum = add(cost, budget.spent)
  return problem(
    'refused',
    'over-budget',
    `${what} ${formatMoney(budget.spent)} is spent or promised, and this would cost ${formatMoney(cost)}: ${formatMoney(sum)} is more than ${limitName(budget)}.`,
    `Make fewer pictures, wait for the next ${budget.scope}, or raise it with \`burst budget set\`.`,
  )
}

function tooDear(cost: Money, limit: Money, { maxCost }: PlanChoice): BurstError {
  const isFlag = maxCost !== undefined && limit.micros === Math.round(maxCost * 1_000_000)
  return problem(
    'refused',
    'over-max-cost',
    `The estimate is ${formatMoney(cost)}, more than the limit of ${formatMoney(limit)}.`,
    `Make fewer pictures, or raise ${isFlag ? '--max-cost' : 'the setting max-cost'}.`,
  )
}

function describeChoice({ gpu, region, spot }: PlanChoice): string {
  const place = region === undefined ? '' : ` in ${region}`
  return `${gpu === undefined ? 'a GPU' : `a GPU "${gpu}"`}${place}, ${spot === true ? 'spot' : 'on demand'}`
}

function describeOffers(offers: readonly Offer[]): string {
  const names = offers.map(offer => `${offer.gpu} in ${offer.region} ${offer.spot ? 'spot' : 'on demand'}`)
  return [...new Set(names)].slice(0, 12).join(', ')
}

function problem(exit: ExitKind, code: string, message: string, remedy: string): BurstError {
  return new BurstError(exit, [{ code, message, remedy }])
}
