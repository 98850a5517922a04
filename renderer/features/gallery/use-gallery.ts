import { useCallback, useEffect, useRef, useState } from 'react'
import type { GalleryFilter, GalleryPicture, PictureMark } from '../../../common/contract.ts'
import type { Problem } from '../../../common/errors.ts'
import { useHost } from '../../host/use-host.tsx'
import { problemOf } from '../../state/problem-of.ts'

/** Pictures are asked for in blocks of this many, when one of them is looked at. */
const BLOCK = 100
/** Letters of one stroke are one question, ms; an answer takes less than a typist's next letter, so nobody waits longer. */
const SETTLED_MS = 20

type Found = {
  /** What was looked for; while another question is under way, the places are still of this one. */
  readonly filter: GalleryFilter
  /** Null until the first answer. */
  readonly total: number | null
  readonly upTo: number
  readonly blocks: ReadonlyMap<number, readonly GalleryPicture[]>
}

const NOTHING: Found = { filter: {}, total: null, upTo: 0, blocks: new Map() }

/**
 * The pictures that a filter finds, by their place from the newest. What comes home later is left out, so that places stand
 * still, until somebody asks for it.
 */
export function useGallery(filter: GalleryFilter) {
  const { api } = useHost()
  const [found, setFound] = useState(NOTHING)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [round, setRound] = useState(0)
  const asked = useRef(new Set<number>())
  const key = JSON.stringify(filter)

  useEffect(() => {
    const gone = new AbortController()
    const wanted = JSON.parse(key) as GalleryFilter
    const ask = async () => {
      try {
        const { total, newest, pictures } = await api.call(
          'gallery.page',
          { filter: wanted, offset: 0, limit: BLOCK },
          gone.signal,
        )
        if (gone.signal.aborted) return
        asked.current = new Set([0])
        setFound({ filter: wanted, total, upTo: newest, blocks: new Map([[0, pictures]]) })
        setProblem(null)
      } catch (error) {
        if (!gone.signal.aborted) setProblem(problemOf(error))
      }
    }
    const timer = setTimeout(() => void ask(), SETTLED_MS)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [api, key, round])

  const ask = useCallback(
    (block: number) => {
      if (asked.current.has(block)) return
      asked.current.add(block)
      const { filter: wanted, upTo } = found
      const isStill = (now: Found) => now.filter === wanted && now.upTo === upTo
      void api.call('gallery.page', { filter: { ...wanted, upTo }, offset: block * BLOCK, limit: BLOCK }).then(
        ({ pictures }) =>
          setFound(now => (isStill(now) ? { ...now, blocks: new Map(now.blocks).set(block, pictures) } : now)),
        () => asked.current.delete(block),
      )
    },
    [api, found],
  )

  const pictureAt = useCallback(
    (place: number): GalleryPicture | undefined => {
      const block = Math.floor(place / BLOCK)
      const picture = found.blocks.get(block)?.[place % BLOCK]
      if (!picture && found.total !== null && place < found.total) ask(block)
      return picture
    },
    [ask, found],
  )

  /** Counts at once on the screen; what cannot be kept is said. The place stays, whatever the filter would say now. */
  const mark = useCallback(
    (picture: GalleryPicture, wanted: PictureMark | null) => {
      const { burstId, item } = picture
      const show = (shown: PictureMark | null) =>
        setFound(before => ({ ...before, blocks: withMark(before.blocks, picture.seq, shown) }))
      show(wanted)
      void api.call('gallery.mark', { burstId, item, mark: wanted }).catch((error: unknown) => {
        show(picture.mark)
        setProblem(problemOf(error))
      })
    },
    [api],
  )

  return {
    total: found.total,
    upTo: found.upTo,
    problem,
    pictureAt,
    mark,
    again: useCallback(() => setRound(before => before + 1), []),
  }
}

function withMark(blocks: Found['blocks'], seq: number, mark: PictureMark | null): Found['blocks'] {
  return new Map(
    [...blocks].map(([block, pictures]) => [
      block,
      pictures.some(picture => picture.seq === seq)
        ? pictures.map(picture => (picture.seq === seq ? { ...picture, mark } : picture))
        : pictures,
    ]),
  )
}
