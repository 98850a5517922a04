import { z } from 'zod'
import { BurstError } from '../../../common/errors.ts'
import { wellKnownSources } from '../../../common/models/well-known.ts'
import type { ModelSource } from '../../../common/models/source.ts'
import type { SecretStore } from '../storage/secrets/secret-store.ts'
import type { SourceStore } from '../storage/source-store.ts'

/** Sites whose models may be gated: their token never leaves this computer. */
export const GATED_SITES = ['huggingface', 'civitai'] as const
export type GatedSite = (typeof GATED_SITES)[number]

/** In the secret store. */
export const tokenName = (site: GatedSite): string => `models/${site}/token`

/** The variables that each site's own tools read. */
const TOKEN_VARIABLE: Readonly<Record<GatedSite, string>> = { huggingface: 'HF_TOKEN', civitai: 'CIVITAI_API_TOKEN' }
const BASES: Readonly<Record<GatedSite, { variable: string; base: string }>> = {
  huggingface: { variable: 'BURST_HUGGINGFACE_URL', base: 'https://huggingface.co' },
  civitai: { variable: 'BURST_CIVITAI_URL', base: 'https://civitai.com' },
}
const ANSWER_MS = 20_000
const MAX_REDIRECTS = 5

export type SourcesDeps = {
  readonly store: SourceStore
  readonly env: NodeJS.ProcessEnv
  readonly secrets: () => Promise<{ readonly store: Pick<SecretStore, 'get'> }>
}

/** Where the world has the user's models, and under which address an instance may fetch one now. */
export type ModelSources = SourceStore & {
  /** An address without a secret of ours; null where the site gives none. BurstError where it cannot be asked. */
  addressOf(source: ModelSource, signal: AbortSignal): Promise<string | null>
  /** What Civitai knows of this content; null for nothing. It is told the hash. */
  findOnCivitai(sha256: string, signal: AbortSignal): Promise<ModelSource | null>
}

export function createModelSources({ store, env, secrets }: SourcesDeps): ModelSources {
  const baseOf = (site: GatedSite) => env[BASES[site].variable] ?? BASES[site].base

  async function tokenOf(site: GatedSite): Promise<string | null> {
    const given = env[TOKEN_VARIABLE[site]]
    return given !== undefined && given !== '' ? given : await (await secrets()).store.get(tokenName(site))
  }

  function pageOf(source: Exclude<ModelSource, { kind: 'url' }>): URL {
    if (source.kind === 'civitai')
      return new URL(
        `/api/download/models/${source.version}${source.query === '' ? '' : `?${source.query}`}`,
        baseOf('civitai'),
      )
    const path = source.file.split('/').map(encodeURIComponent).join('/')
    return new URL(
      `/${source.repository}/resolve/${encodeURIComponent(source.revision)}/${path}`,
      baseOf('huggingface'),
    )
  }

  return {
    ...store,
    of: sha256 => [...store.of(sha256), ...wellKnownSources(sha256)],
    async addressOf(source, signal) {
      if (source.kind === 'url') return source.url
      const page = pageOf(source)
      const token = await tokenOf(source.kind)
      // What is open to everybody needs no token, and the instance finds its way by itself.
      return token === null ? page.href : await signedAddress(page, token, signal)
    },
    async findOnCivitai(sha256, signal) {
      const address = new URL(`/api/v1/model-versions/by-hash/${sha256}`, baseOf('civitai'))
      const token = await tokenOf('civitai')
      const answer = await ask(address, token, signal, 'follow')
      if (answer.status === 404) return null
      if (!answer.ok) throw siteTrouble(address, `answers ${answer.status}`)
      const version = CivitaiVersion.safeParse(await answer.json().catch(() => null))
      if (!version.success) throw siteTrouble(address, 'answers something else than a model version')
      const file = version.data.files.find(({ hashes }) => hashes.SHA256?.toLowerCase() === sha256)
      if (!file) return null
      const query = file.downloadUrl === undefined ? '' : new URL(file.downloadUrl, address).search.slice(1)
      return { kind: 'civitai', version: version.data.id, query }
    },
  }
}

/** New fields are no news to us. */
const CivitaiVersion = z.object({
  id: z.int().min(1),
  files: z
    .array(
      z.object({ hashes: z.object({ SHA256: z.string().optional() }), downloadUrl: z.string().max(2000).optional() }),
    )
    .max(1000),
})

/**
 * Asks the site with the token and takes the address that it leads to, which is signed and holds for a short time.
 *
 * A redirect within the site is followed with the token; one that leaves it is the answer, and is not called from here.
 * Null where the site serves the file itself: nobody without the token could fetch it there.
 */
async function signedAddress(page: URL, token: string, signal: AbortSignal): Promise<string | null> {
  let at = page
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const answer = await ask(at, token, signal, 'manual')
    await answer.body?.cancel().catch(() => undefined)
    if (answer.status < 300 || answer.status >= 400) {
      if (answer.ok) return null
      throw siteTrouble(at, `answers ${answer.status}`)
    }
    const to = URL.parse(answer.headers.get('location') ?? '', at)
    if (!to || (to.protocol !== 'https:' && to.protocol !== at.protocol))
      throw siteTrouble(at, 'leads to no web address')
    if (to.origin !== page.origin) return to.href.includes(token) ? null : to.href
    at = to
  }
  throw siteTrouble(page, 'leads round and round')
}

async function ask(
  address: URL,
  token: string | null,
  signal: AbortSignal,
  redirect: 'follow' | 'manual',
): Promise<Response> {
  try {
    return await fetch(address, {
      redirect,
      headers: { 'user-agent': 'burst', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    })
  } catch (error) {
    signal.throwIfAborted()
    throw siteTrouble(address, `cannot be reached (${error instanceof Error ? error.message : String(error)})`)
  }
}

function siteTrouble({ host }: URL, what: string): BurstError {
  return new BurstError('provider', [
    { code: 'model-site', message: `${host} ${what}.`, remedy: 'Check the source and its token, or try again later.' },
  ])
}
