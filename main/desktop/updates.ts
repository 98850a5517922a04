import type { Log } from '../core/log.ts'

/** What brings newer versions of the app; signed, and checked by whoever implements it. */
export type Updater = {
  /** Looks for a newer version and fetches it. The one that can be installed then, or null. */
  fetch(): Promise<string | null>
  /** Ends the app and installs what was fetched. */
  install(): void
}

const LOOK_AGAIN_MS = 6 * 3_600_000

export type Updates = {
  /** Installs what is ready, in place of the app's own end; false where nothing is. */
  install(): boolean
}

/**
 * Looks for newer versions now and then, and keeps what it got until the app ends. Nothing is ever installed while the app
 * runs: whoever ends it knows whether something bills. Null for a build that was made without a place to look.
 */
export function followUpdates(
  updater: Updater | null,
  tools: {
    readonly onReady: (version: string) => void
    readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
    readonly log: Log
  },
  signal: AbortSignal,
): Updates {
  let ready: string | null = null

  async function look(from: Updater): Promise<void> {
    while (ready === null && !signal.aborted) {
      ready = await from.fetch().catch((error: unknown) => {
        tools.log('no newer version could be looked for', error)
        return null
      })
      if (ready !== null) tools.onReady(ready)
      else await tools.rest(LOOK_AGAIN_MS, signal).catch(() => undefined)
    }
  }

  if (updater) void look(updater)
  return {
    install() {
      if (updater === null || ready === null) return false
      updater.install()
      return true
    },
  }
}
