import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmGone } from '../confirm-gone.ts'
import type { CreateSpec, Provider, ProviderInstance } from '../provider.ts'
import { createSpec, freshName } from './create-spec.ts'

/** A provider under the contract, and what a test can do behind its back. */
export type UnderContract = {
  readonly provider: Provider
  /** The same with credentials that are refused. */
  readonly stranger: Provider | null
  readonly offerId: () => string
  /** What bills now, by id. */
  readonly running: () => Promise<readonly string[]>
  /** The next create is made, and its answer is lost. */
  readonly loseNextCreate: () => Promise<void>
  /** The next volume is made, and its answer is lost; null where nothing can do that. */
  readonly loseNextVolume: (() => void) | null
  /** Gives back how to have stock again. */
  readonly sellOut: () => Promise<() => void>
  readonly addForeign: ((name: string) => string) | null
  readonly end: () => Promise<void>
}

const PATIENCE_MS = 15_000

/** What may be relied upon with every provider; the same for the practice cloud and for real ones. */
export function describeContract(title: string, start: () => Promise<UnderContract>): void {
  describe(`the contract: ${title}`, () => {
    let under: UnderContract
    const signal = () => AbortSignal.timeout(PATIENCE_MS)
    const spec = (more: Partial<CreateSpec> = {}): CreateSpec =>
      createSpec({ offerId: under.offerId(), endByMs: under.provider.facts.clock.now() + 3_600_000, ...more })
    const listed = async (): Promise<readonly ProviderInstance[]> => {
      const answer = await under.provider.list(signal())
      if (answer.kind === 'trouble') throw new Error(answer.trouble.message)
      return answer.value
    }
    const until = async <T>(ask: () => Promise<T | null | undefined | false>): Promise<T> => {
      const { clock, pollMs } = under.provider.facts
      for (const over = AbortSignal.timeout(PATIENCE_MS); ; await clock.sleep(pollMs, over)) {
        const found = await ask()
        if (found) return found
      }
    }
    const created = async (more: Partial<CreateSpec> = {}): Promise<string> => {
      const result = await under.provider.create(spec(more), signal())
      if (result.kind !== 'created') throw new Error(JSON.stringify(result))
      return result.instanceId
    }
    const ended = async (instanceId: string): Promise<void> => {
      await until(async () => (await under.provider.terminate(instanceId, signal())).kind !== 'trouble')
      await confirmGone(under.provider, { instanceId, createdAt: 0 }, signal())
    }

    beforeAll(async () => {
      under = await start()
    })
    afterAll(async () => await under.end())

    it('says which rights the credentials have, and in words when they are refused', async () => {
      const checked = await under.provider.verifyCredentials(signal())
      expect(checked).toMatchObject({ kind: 'ok' })
      if (!under.stranger) return
      const refused = await under.stranger.verifyCredentials(signal())
      expect(refused).toMatchObject({ kind: 'trouble', trouble: { reason: 'auth' } })
      expect(refused.kind === 'trouble' && refused.trouble.message).toMatch(/\w{4,} .*\w/)
    })

    it('has offers, each with a price, a GPU and the rules of its bill', async () => {
      const answer = await under.provider.listOffers(signal())
      if (answer.kind === 'trouble') throw new Error(answer.trouble.message)
      expect(answer.value.length).toBeGreaterThan(0)
      for (const offer of answer.value) {
        expect(offer.provider).toBe(under.provider.id)
        expect(offer.pricePerHour.micros).toBeGreaterThan(0)
        expect(Number.isSafeInteger(offer.pricePerHour.micros)).toBe(true)
        expect(offer.pricePerHour.simulated).toBe(under.provider.facts.simulated)
        expect(offer.gpu).not.toBe('')
        expect(offer.billingStepSeconds).toBeGreaterThan(0)
      }
      expect(new Set(answer.value.map(({ id }) => id)).size).toBe(answer.value.length)
      expect(answer.value.map(({ id }) => id)).toContain(under.offerId())
    })

    it('rents one that is listed under its name, comes up, names its address, and is seen gone', async () => {
      const name = freshName()
      const instanceId = await created({ name })
      const seen = await until(async () => (await listed()).find(instance => instance.id === instanceId))
      expect(seen).toMatchObject({ name, pricePerHour: { simulated: under.provider.facts.simulated } })
      const up = await until(async () => {
        const answer = await under.provider.get(instanceId, signal())
        return answer.kind === 'found' && answer.instance.ssh ? answer.instance : null
      })
      expect(up).toMatchObject({ state: 'running', billing: 'full', ssh: { host: expect.any(String) } })
      expect(up.billedFrom).not.toBeNull()
      await ended(instanceId)
      expect(await under.running()).not.toContain(instanceId)
      expect((await under.provider.get(instanceId, signal())).kind).toBe('not-found')
      expect((await under.provider.tidy(name, signal())).kind).toBe('answer')
    })

    it('says of what is not there that it is not there', async () => {
      const unknown = under.provider.id === 'vast' ? '99999999' : 'f0f0f0f0-0000-4000-8000-000000000000'
      expect(await under.provider.get(unknown, signal())).toEqual({ kind: 'not-found' })
      expect(await under.provider.terminate(unknown, signal())).toEqual({ kind: 'not-found' })
    })

    it('a create whose answer is lost is unknown, and is found by its name', async () => {
      await under.loseNextCreate()
      const name = freshName()
      const result = await under.provider.create(spec({ name }), signal())
      expect(result).toMatchObject({ kind: 'unknown', message: expect.stringMatching(/\w/) })
      const found = await until(async () => (await listed()).find(instance => instance.name === name))
      await ended(found.id)
    })

    it('nothing leaves that must not leave any more', async () => {
      const before = await under.running()
      const result = await under.provider.create(spec({ mayLeave: () => 'kill-all was pressed' }), signal())
      expect(result).toMatchObject({ kind: 'rejected', message: expect.stringContaining('kill-all') })
      expect(await under.running()).toEqual(before)
    })

    it('an offer that is none is refused before anything is asked for', async () => {
      expect(await under.provider.create(spec({ offerId: 'no such thing' }), signal())).toMatchObject({
        kind: 'rejected',
        reason: 'invalid',
      })
    })

    it('shows what others rented, and does not mix it up with ours', async () => {
      if (!under.addForeign) return
      const id = under.addForeign('somebody-elses-box')
      const seen = await until(async () => (await listed()).find(instance => instance.id === id))
      expect(seen.name).toBe('somebody-elses-box')
    })

    it('keeps the disk of a machine, starts others from it where it can be started, and deletes it', async () => {
      const { images } = under.provider
      if (images === null) return
      const name = freshName()
      const id = await created({ name })
      await until(async () => {
        const answer = await under.provider.get(id, signal())
        return answer.kind === 'found' && answer.instance.ssh !== null
      })
      expect(await images.keep(id, name, signal())).toEqual({ kind: 'answer', value: null })
      const ready = await until(async () => {
        const kept = await images.list(signal())
        return kept.kind === 'answer' ? kept.value.find(one => one.name === name && one.state === 'ready') : undefined
      })
      expect(ready.bytes).toBeGreaterThan(0)
      await ended(id)

      const other = await created({ image: ready.id })
      await until(async () => (await under.provider.get(other, signal())).kind === 'found')
      await ended(other)
      const lost = await under.provider.create(spec({ image: 'no-such-image' }), signal())
      expect(lost).toMatchObject({ kind: 'rejected', reason: 'invalid', message: expect.stringMatching(/image/i) })

      expect(await images.remove(ready.id, signal())).toEqual({ kind: 'answer', value: null })
      expect(await images.remove(ready.id, signal())).toEqual({ kind: 'answer', value: null })
      const left = await images.list(signal())
      expect(left.kind === 'answer' && left.value.map(one => one.name)).not.toContain(name)
    })

    it('makes a volume, gives it to one machine after the other, and deletes it', async () => {
      const { volumes, facts } = under.provider
      if (volumes === null) return
      const offers = await under.provider.listOffers(signal())
      const offer = offers.kind === 'answer' ? offers.value.find(({ id }) => id === under.offerId()) : undefined
      if (!offer) throw new Error('its offer is not listed')
      const [name, bytes] = [freshName(), volumes.size?.least ?? 10e9]
      const made = await volumes.create({ name, region: offer.region, bytes }, signal())
      if (made.kind !== 'created') throw new Error(made.message)
      expect(volumes.isReachable(offer, offer.region)).toBe(true)
      expect(volumes.isReachable(offer, 'elsewhere')).toBe(false)
      const shown = await volumes.list(signal())
      const kept = shown.kind === 'answer' ? shown.value.find(one => one.name === name) : undefined
      expect(kept).toMatchObject({ id: made.volumeId, region: offer.region })
      const price = await volumes.pricePerMonth({ region: offer.region, bytes }, signal())
      expect(price).toEqual({ kind: 'answer', value: kept?.pricePerMonth })
      const left = await under.provider.leftovers(signal())
      expect(left.kind === 'answer' && left.value.filter(one => one.name === name)).toMatchObject([
        { id: made.volumeId },
      ])

      for (const time of [1, 2]) {
        const id = await created({ volume: made.volumeId })
        await until(async () => {
          const answer = await under.provider.get(id, signal())
          return answer.kind === 'found' && answer.instance.ssh !== null
        })
        // Whoever drives a burst after a crash does it again.
        if (volumes.attach)
          for (const answer of [
            await volumes.attach(made.volumeId, id, signal()),
            await volumes.attach(made.volumeId, id, signal()),
          ])
            expect(answer, `time ${time}`).toEqual({ kind: 'answer', value: null })
        expect(await volumes.remove(made.volumeId, signal())).toMatchObject({ kind: 'trouble' })
        await ended(id)
        await facts.clock.sleep(facts.goneSpacingMs, signal())
      }
      // Where it is attached afterwards, the create does not look at it.
      if (!volumes.attach)
        expect(await under.provider.create(spec({ volume: 'no-such-volume' }), signal())).toMatchObject({
          kind: 'rejected',
          reason: 'invalid',
        })
      expect(await volumes.remove(made.volumeId, signal())).toEqual({ kind: 'answer', value: null })
      expect(await volumes.remove(made.volumeId, signal())).toEqual({ kind: 'answer', value: null })
    })

    it('makes a volume once where the answer is lost, and shows it', async () => {
      const { volumes } = under.provider
      if (volumes === null || !under.loseNextVolume) return
      const offers = await under.provider.listOffers(signal())
      const region = (offers.kind === 'answer' && offers.value.find(({ id }) => id === under.offerId())?.region) || ''
      const name = freshName()
      under.loseNextVolume()
      const bytes = volumes.size?.least ?? 10e9
      expect(await volumes.create({ name, region, bytes }, signal())).toMatchObject({ kind: 'unknown' })
      const shown = await volumes.list(signal())
      expect(shown.kind === 'answer' && shown.value.filter(one => one.name === name)).toHaveLength(1)
    })

    it('tells what else is on the account', async () => {
      const answer = await under.provider.leftovers(signal())
      expect(answer.kind).toBe('answer')
    })

    it('gives up at once when nobody wants the answer', async () => {
      const gone = AbortSignal.abort(new Error('nobody waits'))
      await expect(under.provider.list(gone)).rejects.toThrow('nobody waits')
      await expect(under.provider.create(spec(), gone)).rejects.toThrow('nobody waits')
    })

    it('what is sold out is refused as that', async () => {
      const offerId = under.offerId()
      const restock = await under.sellOut()
      expect(await under.provider.create(spec({ offerId }), signal())).toMatchObject({
        kind: 'rejected',
        reason: 'no-stock',
      })
      restock()
    })
  })
}
