import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Api } from '../../common/contract.ts'
import { PictureQuery, PICTURE_PREFIX } from '../../common/web-wire.ts'
import { BurstError } from '../../common/errors.ts'
import type { Log } from '../core/log.ts'
import { PAGE_HEADERS } from '../core/page/headers.ts'
import { pageFile } from '../core/page/page-file.ts'
import { openPicture } from '../core/pictures/open-picture.ts'
import type { Thumbs } from '../core/pictures/thumbs.ts'
import { isOurs } from './page-origin.ts'

export type PageProtocolOptions = {
  readonly api: Api
  /** Of the built page. */
  readonly folder: string
  readonly thumbs: Thumbs
  readonly log: Log
}

/** Answers what the page loads at its own scheme: its files and the pictures of bursts, and nothing else. */
export function createPageProtocol({ api, folder, thumbs, log }: PageProtocolOptions) {
  async function picture(url: URL): Promise<Response> {
    const [burstId = '', item = '', size, ...more] = url.pathname.slice(PICTURE_PREFIX.length).split('/')
    const query = PictureQuery.safeParse({ burstId, item: /^\d{1,8}$/.test(item) ? Number(item) : null, size })
    if (!query.success || more.length > 0) return nothing(404)
    const opened = await openPicture(api, thumbs, query.data)
    return file(opened.file, opened.contentType, 'private, max-age=3600, immutable')
  }

  async function page(url: URL): Promise<Response> {
    const found = pageFile(folder, url.pathname)
    if (!found || !(await isFile(found.file))) return nothing(404)
    return file(found.file, found.contentType, 'no-store')
  }

  return async (request: Pick<Request, 'method' | 'url'>): Promise<Response> => {
    if (request.method !== 'GET') return nothing(405)
    if (!isOurs(request.url)) return nothing(404)
    const url = new URL(request.url)
    try {
      return url.pathname.startsWith(PICTURE_PREFIX) ? await picture(url) : await page(url)
    } catch (error) {
      if (!(error instanceof BurstError)) log('a request of the page failed', error)
      return nothing(404)
    }
  }
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    found => found.isFile(),
    () => false,
  )
}

function file(path: string, contentType: string, cacheControl: string): Response {
  const body = Readable.toWeb(createReadStream(path))
  const headers = { ...PAGE_HEADERS, 'content-type': contentType, 'cache-control': cacheControl }
  return new Response(body, { headers })
}

function nothing(status: number): Response {
  return new Response(null, { status, headers: PAGE_HEADERS })
}
