import { useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'

export type AskedPlan = { readonly images: number; readonly lanes: number; readonly offerId: string | null }

/** Addresses are not written at every step of a slider. */
const SETTLED_MS = 300

/** How many, on how many machines, and where: at once on the screen, a moment later in the address, so that it can be kept. */
export function useAskedPlan(usual: number, most: number) {
  const [search, setSearch] = useSearchParams()
  const [asked, setAsked] = useState<AskedPlan>(() => ({
    images: within(Number(search.get('images')) || usual, most),
    lanes: Math.max(1, Math.round(Number(search.get('lanes')) || 1)),
    offerId: search.get('offer'),
  }))
  const writing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => {
    writing.current = setTimeout(
      () =>
        setSearch(
          before => {
            const after = new URLSearchParams(before)
            after.set('images', String(asked.images))
            after.set('lanes', String(asked.lanes))
            if (asked.offerId !== null) after.set('offer', asked.offerId)
            return after
          },
          { replace: true },
        ),
      SETTLED_MS,
    )
    return () => clearTimeout(writing.current)
  }, [asked, setSearch])
  return {
    asked,
    /** Another template is on its way: nothing of this one may be written over it. */
    leave: () => clearTimeout(writing.current),
    ask: (change: Partial<AskedPlan>) =>
      setAsked(before => ({ ...before, ...change, images: within(change.images ?? before.images, most) })),
  }
}

function within(images: number, most: number): number {
  return Math.max(1, Math.min(most, Math.round(images)))
}
