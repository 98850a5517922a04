import type { CloudId } from '../../../main/core/providers/credentials.ts'
import { CLOUD_IDS } from '../../../main/core/providers/credentials.ts'
import { SIMULATORS } from '../../../main/core/providers/testing/clouds/all.ts'
import type { FastClock } from '../../../main/core/providers/testing/clouds/fast-clock.ts'
import type { CloudSimulator } from '../../../main/core/providers/testing/clouds/simulator.ts'
import type { Identity } from '../../../main/core/watchdog/names.ts'

/** How many machines of ours run at each: ten in all. */
export const RENTED: Readonly<Record<CloudId, number>> = { ovh: 4, runpod: 3, lambda: 2, vast: 1 }

export type FourSellers = {
  readonly of: Readonly<Record<CloudId, CloudSimulator>>
  /** Addresses and credentials of all of them. */
  readonly env: Readonly<Record<string, string>>
  /** How many machines of ours bill. */
  running(): number
  stop(): Promise<void>
}

/** Four sellers with ten machines of an installation, and one of somebody else at each. */
export async function openFourSellers(identity: Identity, clock: FastClock): Promise<FourSellers> {
  const times = { invisible: 0, boot: 0, lingering: 1000 }
  const opened = await Promise.all(
    CLOUD_IDS.map(async cloud => [cloud, await SIMULATORS[cloud]({ clock, times })] as const),
  )
  for (const [cloud, seller] of opened) {
    for (let count = 0; count < RENTED[cloud]; count += 1)
      seller.addForeign(identity.instanceName(identity.newAttempt()))
    seller.addForeign('somebody-elses')
  }
  const of = Object.fromEntries(opened) as Record<CloudId, CloudSimulator>
  const isOurs = ({ name }: { readonly name: string }) => identity.whoseIs(name).whose === 'ours'
  return {
    of,
    env: Object.assign({}, ...opened.map(([, { env }]) => env)) as Record<string, string>,
    running: () => opened.reduce((sum, [, { machines }]) => sum + machines.running().filter(isOurs).length, 0),
    stop: async () => {
      clock.stop()
      await Promise.all(opened.map(async ([, { server }]) => await server.stop().catch(() => undefined)))
    },
  }
}
