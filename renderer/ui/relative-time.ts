import { useEffect, useState } from 'react'

/** The wall clock, ms since 1970, told again after each `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** `15:02:11`, in the user's own time zone. */
export function clockText(iso: string): string {
  return new Date(iso).toLocaleTimeString('en-GB')
}

/** `23 Nov, 15:02` */
export function dateText(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
}
