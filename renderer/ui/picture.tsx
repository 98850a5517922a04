import { useEffect, useState } from 'react'
import type { PictureAddress } from '../host/host.ts'
import { useHost } from '../host/use-host.tsx'

type Props = { readonly address: PictureAddress; readonly alt: string; readonly className?: string }

/** A picture that is at home; its place stays empty until its address is known. */
export function Picture({ address, alt, className }: Props) {
  const { burstId, item, size } = address
  const host = useHost()
  const [source, setSource] = useState<string | null>(null)
  useEffect(() => {
    let here = true
    void host.pictureAddress({ burstId, item, size }).then(
      found => here && setSource(found),
      () => here && setSource(null),
    )
    return () => {
      here = false
    }
  }, [host, burstId, item, size])
  return source === null ? null : (
    <img src={source} alt={alt} decoding="async" draggable={false} className={className} />
  )
}
