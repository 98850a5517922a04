import { createConnectionState } from './connection-state.ts'
import type { DroppedFile, Host } from './host.ts'
import { createPictureAddresses } from './picture-addresses.ts'
import { takeToken } from './token.ts'
import { webApi } from './web-api.ts'

/** Larger files are no templates; the engine refuses them too. */
const MAX_FILE_BYTES = 1_000_000

type Page = Pick<Window, 'location' | 'history' | 'sessionStorage'> & { readonly fetch: typeof fetch }

/** The world outside of a page in a browser: everything goes over HTTP to this computer. */
export function webHost(page: Page): Host {
  const token = takeToken(page)
  const connection = createConnectionState()
  const fetch = page.fetch.bind(page)
  const api = webApi({ token, connection, fetch, rest })
  return {
    api,
    capabilities: { dropsStayInPlace: false, revealFolder: false, staysWhenClosed: false },
    pictureAddress: createPictureAddresses(token, fetch),
    speak: () => undefined,
    async addTemplates(dropped) {
      const files = await Promise.all(
        dropped.filter(isTemplateFile).map(async ({ name, file }) => ({ name, text: await file.text() })),
      )
      if (files.length === 0) return { added: [], problems: [nothingUsable(dropped)] }
      return await api.call('templates.add', { files })
    },
    revealFolder: async () => undefined,
    connection: connection.get,
    onConnection: connection.on,
    onNavigate: () => () => undefined,
  }
}

function isTemplateFile({ name, file }: DroppedFile): boolean {
  return /\.ya?ml$/i.test(name) && file.size <= MAX_FILE_BYTES
}

function nothingUsable(dropped: readonly DroppedFile[]) {
  const [first] = dropped
  const what = dropped.length === 1 && first ? first.name : `these ${dropped.length} files`
  return {
    code: 'no-template',
    message: `There is no template in ${what}.`,
    remedy: 'Drop files that end in .prompt.yaml, or the folder that holds them.',
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(new DOMException('left', 'AbortError'))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
