import { describeContract } from '../testing/contract.ts'
import { TestCloud } from './testing/test-cloud.ts'

const signal = () => AbortSignal.timeout(15_000)

describeContract('the practice cloud', async () => {
  const cloud = new TestCloud({ speed: 600 })
  const fault = async (name: 'lost-create' | 'no-stock') => await cloud.provider.controls.fault({ name }, signal())
  return {
    provider: cloud.provider,
    // Whoever may read the folder is its owner: nobody else gets in at all.
    stranger: null,
    offerId: () => 'h100-gra',
    running: async () => (await cloud.listed()).filter(({ state }) => state !== 'terminating').map(({ id }) => id),
    loseNextCreate: async () => void (await fault('lost-create')),
    loseNextVolume: null,
    // The fault strikes once.
    sellOut: async () => {
      await fault('no-stock')
      return () => undefined
    },
    addForeign: null,
    end: async () => await cloud.end(),
  }
})
