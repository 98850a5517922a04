import { BurstError } from '../../common/errors.ts'
import type { Session } from './session.ts'

const START_DEADLINE_MS = 20_000
const ASK_AGAIN_MS = 50

/** Makes sure that an engine of another process answers, by leaving one behind where none does. */
export async function startEngine({ host, home }: Session): Promise<void> {
  if (await host.engines.answers(home)) return
  host.engines.spawn(home)
  const deadline = host.now() + START_DEADLINE_MS
  while (!(await host.engines.answers(home))) {
    if (host.now() > deadline)
      throw new BurstError('failed', [
        {
          code: 'engine-did-not-start',
          message: `The engine did not answer within ${START_DEADLINE_MS / 1000} seconds.`,
          remedy: `Look into ${home.log}, or run without --detach.`,
        },
      ])
    await host.sleep(ASK_AGAIN_MS, host.interrupts.first)
  }
}
