import { createHmac } from 'node:crypto'
import { PICTURE_PREFIX, PictureQuery } from '../../common/web-wire.ts'
import { isSame } from './guard.ts'

/**
 * Addresses of pictures that an `img` can load, which sends no header.
 *
 * Each is signed with a key of this start, so that it shows the one picture it was made for and is worth nothing
 * afterwards.
 */
export function createPictureSigner(key: Buffer) {
  const signatureOf = (query: PictureQuery) =>
    createHmac('sha256', key).update(`${query.burstId}\n${query.item}\n${query.size}`).digest('base64url')

  return {
    sign: (query: PictureQuery): string =>
      `${PICTURE_PREFIX}${encodeURIComponent(query.burstId)}/${query.item}/${query.size}?signature=${signatureOf(query)}`,

    /** What an address shows; null for one that was not signed here. */
    verify(url: URL): PictureQuery | null {
      const [burstId = '', item = '', size, ...more] = url.pathname.slice(PICTURE_PREFIX.length).split('/')
      if (more.length > 0 || !/^\d{1,8}$/.test(item)) return null
      const query = PictureQuery.safeParse({ burstId: decoded(burstId), item: Number(item), size })
      if (!query.success) return null
      return isSame(url.searchParams.get('signature'), signatureOf(query.data)) ? query.data : null
    },
  }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
