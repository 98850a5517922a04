import { useCallback, useEffect, useRef, useState } from 'react'
import type { PictureView } from '../../../../common/contract.ts'
import { useHost } from '../../../host/use-host.tsx'

/** Pictures are asked for in blocks of this many, in the order in which they came home: a full block never changes. */
const BLOCK = 100

/**
 * A burst's pictures by their place from the newest; what is not known yet is asked for when it is looked at.
 *
 * `total` is how many are at home, as far as the burst's own state tells.
 */
export function usePictures(burstId: string, total: number) {
  const { api } = useHost()
  const blocks = useRef(new Map<number, readonly PictureView[]>())
  const asked = useRef(new Set<string>())
  const [, redraw] = useState(0)

  useEffect(() => {
    blocks.current.clear()
    asked.current.clear()
  }, [burstId])

  const ask = useCallback(
    (block: number, until: number) => {
      const key = `${block} ${until}`
      if (asked.current.has(key)) return
      asked.current.add(key)
      const input = { burstId, order: 'oldest', offset: block * BLOCK, limit: BLOCK } as const
      void api.call('pictures.page', input).then(
        ({ pictures }) => {
          if ((blocks.current.get(block)?.length ?? 0) > pictures.length) return
          blocks.current.set(block, pictures)
          redraw(count => count + 1)
        },
        () => asked.current.delete(key),
      )
    },
    [api, burstId],
  )

  /** The picture at a place, 0 being the newest; undefined while it is not known. */
  return useCallback(
    (fromNewest: number): PictureView | undefined => {
      const place = total - 1 - fromNewest
      const block = Math.floor(place / BLOCK)
      const known = blocks.current.get(block)
      const picture = known?.[place % BLOCK]
      if (!picture) ask(block, Math.min(total, (block + 1) * BLOCK))
      return picture
    },
    [ask, total],
  )
}
