import { useEffect, useState, type ReactNode } from 'react'
import type { PictureView } from '../../../common/contract.ts'
import { useHost } from '../../host/use-host.tsx'
import { burstList } from '../../state/bursts-slice.ts'
import { useStore } from '../../state/store.ts'
import { Picture } from '../../ui/picture.tsx'

const STRIP = 4

type Props = {
  readonly template: string
  /** What is shown of a template that has made no pictures yet. */
  readonly fallback: ReactNode
}

/** The last pictures that a template made. */
export function CardPictures({ template, fallback }: Props) {
  const burst = useStore(state =>
    burstList(state.bursts).find(({ template: made, images }) => made === template && images.collected >= STRIP),
  )
  const pictures = useNewest(burst?.id ?? null)
  if (!burst || pictures.length === 0)
    return (
      <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-hidden mask-b-from-80% mask-b-to-100% p-4">
        {fallback}
      </div>
    )
  return (
    <div className="grid min-h-0 flex-1 grid-cols-4 gap-px bg-line">
      {pictures.map(({ item, prompt }) => (
        <Picture
          key={item}
          address={{ burstId: burst.id, item, size: 'thumb' }}
          alt={prompt}
          className="size-full bg-hover object-cover"
        />
      ))}
    </div>
  )
}

function useNewest(burstId: string | null): readonly PictureView[] {
  const { api } = useHost()
  const [pictures, setPictures] = useState<readonly PictureView[]>([])
  useEffect(() => {
    if (burstId === null) return undefined
    let here = true
    const input = { burstId, order: 'newest', offset: 0, limit: STRIP } as const
    void api.call('pictures.page', input).then(
      page => here && setPictures(page.pictures),
      () => undefined,
    )
    return () => {
      here = false
    }
  }, [api, burstId])
  return pictures
}
