import type { Money } from '../../../common/money.ts'
import type { Clock } from '../clock.ts'

/**
 * What Burst asks of a place that rents GPUs.
 *
 * Every answer is a typed result and no method throws for what a provider may say; an abort rejects with the signal's
 * reason. The important third answer of `create` is `unknown`: any timeout, reset or 5xx. A create is never re-sent.
 */
export interface Provider {
  readonly id: string
  readonly facts: ProviderFacts
  verifyCredentials(signal: AbortSignal): Promise<CredentialCheck>
  listOffers(signal: AbortSignal): Promise<Asked<readonly Offer[]>>
  create(spec: CreateSpec, signal: AbortSignal): Promise<CreateResult>
  get(instanceId: string, signal: AbortSignal): Promise<GetResult>
  /**
   * Everything the account shows, ours and foreign, dead states included. `withPrices: false` where nothing is to be waited
   * for that an end does not need.
   */
  list(signal: AbortSignal, wants?: { readonly withPrices?: boolean }): Promise<Asked<readonly ProviderInstance[]>>
  terminate(instanceId: string, signal: AbortSignal): Promise<TerminateResult>
  /** What the provider says it charged so far; `unknown` where it does not tell. */
  cost(instanceId: string, signal: AbortSignal): Promise<Asked<Charge>>
  /**
   * What it says later that it charged for instances, by id, from an instant on (ms since 1970), as it bills. Null where it
   * tells none, or where `cost` tells at once.
   */
  readonly usage: ((from: number, signal: AbortSignal) => Promise<Asked<ReadonlyMap<string, Money>>>) | null
  /**
   * Moves the instant at which the instance must be gone. Null where no provider's call does that: the instance keeps it
   * in a file, which is then moved over SSH.
   */
  readonly setEndBy: ((instanceId: string, endByMs: number, signal: AbortSignal) => Promise<Asked<null>>) | null
  /** Disks of instances, kept to start others from; null where it keeps none. */
  readonly images: ImageShelf | null
  /** Disks for models that outlive instances; null where it has none that would serve. */
  readonly volumes: VolumeShelf | null
  /** Removes what the create of an instance put into the account beside it, now that the instance is gone. */
  tidy(name: string, signal: AbortSignal): Promise<Asked<null>>
  /** What bills or lies about without being an instance. */
  leftovers(signal: AbortSignal): Promise<Asked<readonly Leftover[]>>
}

export type ProviderFacts = {
  /** Practice money; never in totals, and `auto` never means it. */
  simulated: boolean
  /** The clock on which this provider's waits and bills run. */
  clock: Clock
  /** How long after a create an instance may be missing from `get` and `list`, ms on `clock`. */
  createVisibilityMs: number
  /** Two sightings of absence must be at least this far apart, ms on `clock` (law 2: 20 s). */
  goneSpacingMs: number
  /** How often to ask while waiting for a state, ms on `clock`. */
  pollMs: number
  /** How long boot may take before the instance is given up, ms on `clock`. */
  bootDeadlineMs: number
  billing: { stepSeconds: number; minimumSeconds: number }
  /** What an instance is: a machine with a disk, or a container from an image of the user's choice. */
  startsFrom: 'disks' | 'containers'
  /**
   * How long another host key than ours may be shown after the start, ms on `clock`: some machines answer before they have
   * ours. Nothing is said to them; later it is the end of the lane.
   */
  hostKeySettlesMs: number
  /** Who ends the instance when this computer never wakes, in one word for the interface. */
  deadMan: 'strong' | 'medium' | 'weak' | 'none'
  /** Its machines have models and nodes of their own, and are used as they are: none are brought. Absent: they have none. */
  hasOwnModels?: boolean
}

/** Images are slow to keep and cost by the month; like instances they are found again by their name. */
export type ImageShelf = {
  /** Begins to keep the disk of an instance that runs; `list` says when it can be started from. */
  keep(instanceId: string, name: string, signal: AbortSignal): Promise<Asked<null>>
  list(signal: AbortSignal): Promise<Asked<readonly KeptImage[]>>
  /** An image that is not there is as good as removed. */
  remove(imageId: string, signal: AbortSignal): Promise<Asked<null>>
}

export type KeptImage = {
  readonly id: string
  readonly name: string
  /** Where it can be started from. */
  readonly region: string
  readonly state: 'saving' | 'ready' | 'failed'
  readonly bytes: number | null
  /** Null where nobody says. */
  readonly pricePerMonth: Money | null
}

/**
 * Disks for models: in one region, paid by the month until they are removed, and mounted by one instance at a time. They too
 * are found again by their name.
 */
export type VolumeShelf = {
  /** What can be asked for, bytes, in steps of a GB. `size` null: it grows with what is put there, and that is paid. */
  readonly size: { readonly least: number; readonly most: number } | null
  /** For a month of so many bytes there; null where nobody says. */
  pricePerMonth(place: VolumePlace, signal: AbortSignal): Promise<Asked<Money | null>>
  /** Asked once: an answer that was lost is looked for by the name. */
  create(wanted: VolumePlace & { readonly name: string }, signal: AbortSignal): Promise<VolumeCreated>
  list(signal: AbortSignal): Promise<Asked<readonly KeptVolume[]>>
  /** With everything on it. One that is not there is as good as removed. */
  remove(volumeId: string, signal: AbortSignal): Promise<Asked<null>>
  /** Whether an instance of this offer can have one that is in this region. */
  isReachable(offer: Pick<Offer, 'id' | 'region'>, region: string): boolean
  /**
   * Gives it to an instance that runs; to one that has it already, nothing happens. Null where the create of an instance
   * names it.
   */
  readonly attach: ((volumeId: string, instanceId: string, signal: AbortSignal) => Promise<Asked<null>>) | null
}

export type VolumePlace = { readonly region: string; readonly bytes: number }

export type VolumeCreated =
  | { kind: 'created'; volumeId: string }
  | { kind: 'rejected'; message: string }
  /** It may exist and bill. */
  | { kind: 'unknown'; message: string }

export type KeptVolume = {
  readonly id: string
  readonly name: string
  readonly region: string
  /** Null where it grows with what is put there and nobody says. */
  readonly bytes: number | null
  readonly pricePerMonth: Money | null
}

/** An answer that may not have come: `trouble` says who could not be asked and why. */
export type Asked<T> = { kind: 'answer'; value: T } | { kind: 'trouble'; trouble: Trouble }

export type Trouble = {
  reason: 'network' | 'timeout' | 'auth' | 'rate-limited' | 'server' | 'bad-answer'
  message: string
  /** What to do about it, where that is not what the reason says. */
  remedy?: string
}

export type CredentialCheck = { kind: 'ok'; rights: readonly string[] } | { kind: 'trouble'; trouble: Trouble }

export type Offer = {
  provider: string
  id: string
  gpu: string
  gpuCount: number
  vramBytes: number
  region: string
  country: string
  pricePerHour: Money
  billingStepSeconds: number
  minimumSeconds: number
  /** What is charged beside the hour. */
  extras: readonly OfferExtra[]
  spot: boolean
  stock: 'yes' | 'low' | 'no' | 'unknown'
  trust: 'datacenter' | 'third-party'
  /** The very machine, where its seller names it. */
  host?: string
  /** Of one that may be taken away again: what is bid for an hour, in its seller's own money. */
  bid?: Money
  /** For an SDXL picture of about a megapixel, where the seller says so. */
  secondsPerImage?: number
  fetchedAt: number
}

/** A volume, snapshot, address, filesystem or key on the account. */
export type Leftover = {
  provider: string
  kind: 'volume' | 'snapshot' | 'address' | 'filesystem' | 'ssh-key' | 'credential'
  id: string
  name: string
  region: string | null
  bytes: number | null
  /** For a month; null where nobody says. */
  pricePerMonth: Money | null
}

/** `egress` and `ingress` for a GB, `disk` for a GB and month. */
export type OfferExtra = { readonly what: 'egress' | 'ingress' | 'disk'; readonly price: Money }

export type CreateSpec = {
  offerId: string
  /** `burst-<install>-<attempt>-<mac>`; carries the attempt id, so that a lost answer can be found again. */
  name: string
  /** OpenSSH public key line that may log in. */
  clientPublicKey: string
  /** OpenSSH private key (PEM) the instance must show as its ed25519 host key. */
  hostPrivateKey: string
  /** Absolute instant (ms, provider clock) at which the instance ends itself. */
  endByMs: number
  /** Beyond this instant no order of the app moves that end (ms, provider clock). */
  lastEndMs: number
  /** Job, inputs and pictures in memory: nothing of the user's but models comes to the disk. */
  private: boolean
  /** Model files the job names, by ComfyUI folder. The sandbox's image "holds" them. */
  models: readonly { folder: string; name: string }[]
  /** The packs of nodes that the set-up installs, by their names in the allow-list. */
  packs: readonly string[]
  /** Most that is bid for an hour; null on demand. */
  bidPerHour: Money | null
  /** For system, ComfyUI, models and pictures. */
  diskBytes: number
  /** The prepared image to start from; null for the seller's own. */
  image: string | null
  /** The model volume to come up with; null for none. */
  volume: string | null
  /** Asked when nothing else is in the way of the request: why it must not leave; null where it may. */
  mayLeave: () => string | null
}

export type CreateResult =
  | { kind: 'created'; instanceId: string }
  | { kind: 'rejected'; reason: 'no-stock' | 'quota' | 'funds' | 'invalid' | 'auth' | 'rate-limited'; message: string }
  | { kind: 'unknown'; message: string }

export type GetResult =
  { kind: 'found'; instance: ProviderInstance } | { kind: 'not-found' } | { kind: 'trouble'; trouble: Trouble }

export type TerminateResult = { kind: 'accepted' } | { kind: 'not-found' } | { kind: 'trouble'; trouble: Trouble }

export type InstanceState =
  'provisioning' | 'running' | 'stopped' | 'terminating' | 'gone' | 'failed' | 'preempted' | 'unknown'

export type ProviderInstance = {
  id: string
  name: string
  state: InstanceState
  billing: 'full' | 'none' | 'unknown'
  offerId: string
  /** Null where nobody says. */
  pricePerHour: Money | null
  /** Instants in ms on the provider's clock. */
  createdAt: number
  /** When the meter started; null before that. */
  billedFrom: number | null
  endBy: number | null
  /** Where SSH answers; null until known. */
  ssh: { host: string; port: number; user: string } | null
}

export type Charge = { billedSeconds: number; cost: Money }
