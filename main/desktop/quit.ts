import type { KillReport } from '../../common/contract.ts'
import type { Billing } from './shell-view.ts'

/** What the user wants of what still bills when the app is to end. */
export type QuitChoice = 'end-everything' | 'keep-running' | 'stay'

export type QuitTools = {
  /** What may bill now, as last seen: the answer must be there at once. */
  readonly billing: () => Billing
  /** Has everything looked over, as long as somebody may be kept waiting for it. */
  readonly look: () => Promise<void>
  readonly ask: (billing: Billing) => Promise<QuitChoice>
  readonly killAll: () => Promise<KillReport>
  /** Tells what is not proven gone, and whether the app ends all the same. */
  readonly askUnconfirmed: (ids: readonly string[]) => Promise<boolean>
  /** Another process goes on with what is unfinished. */
  readonly leaveEngine: () => void
  readonly close: () => Promise<void>
  readonly exit: () => void
  /** Ends the app by installing a newer version that is ready; false where there is none. */
  readonly install: () => boolean
}

/**
 * The end of the app. Nothing that bills is left without a word: the quit is held at once, and only then asked about.
 *
 * Menu, tray, signals and the system's shutdown take this one way.
 */
export function createQuit(tools: QuitTools) {
  let stage: 'running' | 'asking' | 'leaving' = 'running'

  /** An app that is replaced cannot look after what still bills: that waits for the next end. */
  async function leave({ isQuiet }: { isQuiet: boolean }): Promise<void> {
    stage = 'leaving'
    await tools.close()
    if (!isQuiet || !tools.install()) tools.exit()
  }

  async function endEverything(): Promise<'gone' | 'unproven' | 'stay'> {
    const report = await tools.killAll().catch(() => null)
    const left = report === null ? ['everything'] : [...report.unconfirmed, ...silentOf(report)]
    if (left.length === 0) return 'gone'
    return (await tools.askUnconfirmed(left)) ? 'unproven' : 'stay'
  }

  async function decide(): Promise<void> {
    const billing = tools.billing()
    const { count, unfinished, known } = billing
    if (count === 0 && !unfinished && known) return await leave({ isQuiet: true })
    // What is no longer wanted is ended before anybody is asked about it.
    await tools.look()
    const choice = await tools.ask(tools.billing())
    const end = choice === 'end-everything' ? await endEverything() : choice
    if (end === 'stay') {
      stage = 'running'
      return
    }
    if (end === 'keep-running') tools.leaveEngine()
    await leave({ isQuiet: end === 'gone' })
  }

  return {
    /** For Electron's `before-quit`: holds it, unless everything is settled. */
    onBeforeQuit(event: { preventDefault(): void }): void {
      if (stage === 'leaving') return
      event.preventDefault()
      if (stage === 'asking') return
      stage = 'asking'
      void decide().catch(() => (stage = 'running'))
    },
    isLeaving: () => stage === 'leaving',
  }
}

function silentOf({ providers }: KillReport): string[] {
  return providers.filter(({ ok }) => !ok).map(({ provider }) => `everything at ${provider}`)
}
