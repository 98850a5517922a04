import { z } from 'zod'
import { BurstError } from '../errors.ts'

/** Where the world has a model. Its content is what the hash says, whatever is served there. */
export const ModelSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('url'), url: z.string().max(2000) }),
  z.strictObject({
    kind: z.literal('huggingface'),
    /** `owner/name`. */
    repository: z.string().max(200),
    revision: z.string().max(200),
    file: z.string().max(500),
  }),
  z.strictObject({
    kind: z.literal('civitai'),
    version: z.int().min(1),
    /** Which of its files, as the site asks for it: `type=Model&format=SafeTensor`. */
    query: z.string().max(300),
  }),
])
export type ModelSource = z.infer<typeof ModelSource>

const HUGGINGFACE_PAGE = /^https:\/\/huggingface\.co\/([\w.-]+\/[\w.-]+)\/(?:resolve|blob)\/([^/?#]+)\/([^?#]+)/
const HUGGINGFACE = /^hf:(?:\/\/)?([\w.-]+\/[\w.-]+?)(?:@([\w./-]+?))?\/([^@]+?)(?:@([\w./-]+))?$/
const CIVITAI = /^civitai:(\d+)$/
const CIVITAI_PAGE = /^https:\/\/civitai\.com\/api\/download\/models\/(\d+)(?:\?([^#]*))?$/

/**
 * A source as people write it: an address, `hf:owner/name/path/in/it.safetensors` (with `@revision` behind it), or
 * `civitai:VERSION`. Addresses of the two sites become what they mean.
 *
 * BurstError of kind `usage` for anything else, and for an address that holds a token.
 */
export function parseSource(text: string): ModelSource {
  const [, page, pageRevision, pageFile] = HUGGINGFACE_PAGE.exec(text) ?? []
  if (page && pageRevision && pageFile)
    return {
      kind: 'huggingface',
      repository: page,
      revision: decodeURIComponent(pageRevision),
      file: decodeURIComponent(pageFile),
    }
  const [, repository, before, file, behind] = HUGGINGFACE.exec(text) ?? []
  if (repository && file) return { kind: 'huggingface', repository, revision: behind ?? before ?? 'main', file }
  const [, version] = CIVITAI.exec(text) ?? []
  if (version) return { kind: 'civitai', version: Number(version), query: '' }
  const address = URL.canParse(text) ? new URL(text) : null
  if (!address || !isWeb(address))
    throw usage(
      'source-unknown',
      `${JSON.stringify(text)} is no source of a model.`,
      'Give an https address, hf:owner/name/file.safetensors, or civitai:VERSION.',
    )
  if (holdsSecret(address))
    throw usage(
      'source-secret',
      'The address holds a token or a password, which would go to every instance.',
      'Give the address without it, and the token with `burst models token SITE`.',
    )
  const [, pageVersion, query = ''] = CIVITAI_PAGE.exec(text) ?? []
  if (pageVersion) return { kind: 'civitai', version: Number(pageVersion), query }
  return { kind: 'url', url: address.href }
}

/** As it is shown, and as `parseSource` reads it. */
export function sourceText(source: ModelSource): string {
  switch (source.kind) {
    case 'url':
      return source.url
    case 'huggingface':
      return `hf:${source.repository}/${source.file}${source.revision === 'main' ? '' : `@${source.revision}`}`
    case 'civitai':
      return source.query === ''
        ? `civitai:${source.version}`
        : `https://civitai.com/api/download/models/${source.version}?${source.query}`
  }
}

/** Plain http only to this computer, as tests need it. */
function isWeb({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost'))
}

function holdsSecret({ username, password, searchParams }: URL): boolean {
  const names = [...searchParams.keys()].map(name => name.toLowerCase())
  return username !== '' || password !== '' || names.some(name => ['token', 'api_key', 'apikey', 'key'].includes(name))
}

function usage(code: string, message: string, remedy: string): BurstError {
  return new BurstError('usage', [{ code, message, remedy }])
}
