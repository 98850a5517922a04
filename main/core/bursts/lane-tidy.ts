import { laneOf, type BurstContext } from './context.ts'

/**
 * Removes what a create put into the account beside its instance, once there is none. What cannot be removed now costs
 * nothing and is shown among the leftovers.
 */
export async function tidyLane(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { name } = laneOf(context, index)
  const tidied = await context.providerOf(index).tidy(name, signal)
  if (tidied.kind === 'trouble')
    context.log(`what the create of ${name} left on the account was not removed`, tidied.trouble)
}
