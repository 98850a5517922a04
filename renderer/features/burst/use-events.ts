import { useEffect, useState } from 'react'
import type { RecordedEvent } from '../../../common/bursts/events.ts'
import { useHost } from '../../host/use-host.tsx'

/** So many lines are kept; the record has the rest. */
const KEPT = 300
/** What comes in is drawn at most this often, ms: a burst may tell of hundreds of events in a second. */
const DRAW_MS = 250

/** The newest events of a burst, newest first, for as long as the caller is drawn. */
export function useEvents(burstId: string): readonly RecordedEvent[] {
  const { api } = useHost()
  const [events, setEvents] = useState<readonly RecordedEvent[]>([])
  useEffect(() => {
    const leaving = new AbortController()
    let waiting: RecordedEvent[] = []
    const draw = () => {
      const fresh = waiting
      waiting = []
      if (fresh.length > 0) setEvents(shown => [...fresh.toReversed(), ...shown].slice(0, KEPT))
    }
    const timer = setInterval(draw, DRAW_MS)
    async function follow(): Promise<void> {
      const last = await api.call('events.page', { burstId, since: 0, limit: KEPT, newest: true })
      if (leaving.signal.aborted) return
      setEvents(last.toReversed())
      const since = last.at(-1)?.seq ?? 0
      await api.subscribe('events', { burstId, since }, event => waiting.push(event), leaving.signal)
    }
    void follow().catch(() => undefined)
    return () => {
      leaving.abort()
      clearInterval(timer)
    }
  }, [api, burstId])
  return events
}
