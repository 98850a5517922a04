import { useEffect, useState } from 'react'

const KEY = 'burst.last-seen'
/** Shorter absences are no absence, ms. */
const AWAY_MS = 10 * 60_000
const TICK_MS = 20_000

/**
 * The instant at which somebody last looked, once they were away; null until then. A page that was closed counts, and so
 * does a computer that slept: both show as a gap between two ticks.
 */
export function useAway(): { readonly since: string | null; readonly dismiss: () => void } {
  const [since, setSince] = useState<string | null>(null)
  useEffect(() => {
    const tick = () => {
      const last = Number(localStorage.getItem(KEY) ?? Number.NaN)
      const now = Date.now()
      if (now - last > AWAY_MS) setSince(new Date(last).toISOString())
      if (document.visibilityState === 'visible') localStorage.setItem(KEY, String(now))
    }
    tick()
    const timer = setInterval(tick, TICK_MS)
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [])
  return { since, dismiss: () => setSince(null) }
}
