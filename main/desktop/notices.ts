import type { Alert } from '../../common/spend/alert.ts'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { Say } from './text/say.ts'

export type Notice = { readonly title: string; readonly body: string; readonly path: string }

/** What is worth a notification: a burst that ended, or that waits for something, since it was last seen. */
export function noticeOf(before: BurstSummary | undefined, now: BurstSummary, say: Say): Notice | null {
  // One that is seen for the first time ended, or waits, since before this app was started.
  if (!before) return null
  const path = `/bursts/${now.id}`
  const name = now.name.replaceAll('_', ' ')
  const { collected, requested } = now.images
  const home = say('{{collected}} of {{requested}} pictures are at home.', { collected, requested })
  if (before.endedAt === null && now.endedAt !== null) {
    const billing = now.lanes.some(({ confirmedGone }) => !confirmedGone)
    const end = say(billing ? 'An instance may still be billing.' : 'Every instance is seen gone.')
    return {
      title: say('{{name}}: {{state}}', { name, state: say(now.state) }),
      body: `${home} ${end}`,
      path: `${path}/receipt`,
    }
  }
  if (now.waiting !== null && now.waiting !== before.waiting)
    return { title: say('{{name}} waits', { name }), body: now.waiting, path }
  return null
}

const TITLES: Readonly<Record<Alert['kind'], string>> = {
  budget: 'Budget',
  watchdog: 'Watchdog',
  test: 'Burst',
}

/** An alert of the app, with the way to the screen where something can be done. */
export function noticeOfAlert({ kind, message, simulated }: Alert, say: Say): Notice {
  const plain = say(TITLES[kind])
  const title = simulated ? say('{{title}} (practice money)', { title: plain }) : plain
  return { title, body: message, path: kind === 'budget' || kind === 'test' ? '/spend' : '/instances' }
}
