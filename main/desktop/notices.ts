import type { Alert } from '../../common/spend/alert.ts'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'

export type Notice = { readonly title: string; readonly body: string; readonly path: string }

/** What is worth a notification: a burst that ended, or that waits for something, since it was last seen. */
export function noticeOf(before: BurstSummary | undefined, now: BurstSummary): Notice | null {
  // One that is seen for the first time ended, or waits, since before this app was started.
  if (!before) return null
  const path = `/bursts/${now.id}`
  const name = now.name.replaceAll('_', ' ')
  const home = `${now.images.collected} of ${now.images.requested} pictures are at home.`
  if (before.endedAt === null && now.endedAt !== null) {
    const billing = now.lanes.some(({ confirmedGone }) => !confirmedGone)
    const end = billing ? 'An instance may still be billing.' : 'Every instance is seen gone.'
    return { title: `${name}: ${now.state}`, body: `${home} ${end}`, path: `${path}/receipt` }
  }
  if (now.waiting !== null && now.waiting !== before.waiting) return { title: `${name} waits`, body: now.waiting, path }
  return null
}

const TITLES: Readonly<Record<Alert['kind'], string>> = {
  budget: 'Budget',
  watchdog: 'Watchdog',
  test: 'Burst',
}

/** An alert of the app, with the way to the screen where something can be done. */
export function noticeOfAlert({ kind, message, simulated }: Alert): Notice {
  const title = simulated ? `${TITLES[kind]} (practice money)` : TITLES[kind]
  return { title, body: message, path: kind === 'budget' || kind === 'test' ? '/spend' : '/instances' }
}
