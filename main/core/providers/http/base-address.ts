import { BurstError } from '../../../../common/errors.ts'

/** Where a provider's API is, and the variable that puts another server in its place. */
export type ApiPlace = {
  readonly variable: string
  readonly usual: string
}

/**
 * The address of an API, without a slash at its end.
 *
 * A variable that names a server alone gets the path that the API has everywhere. Credentials go to this address: plain
 * http is for this computer only. BurstError of kind `usage` for anything else.
 */
export function baseAddress({ variable, usual }: ApiPlace, env: NodeJS.ProcessEnv): string {
  const named = env[variable]
  if (named === undefined || named === '') return usual
  const url = URL.parse(named)
  if (!url || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
    throw unusable(variable, 'is no plain web address')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    throw unusable(variable, 'would send credentials in the open')
  const path = url.pathname.replace(/\/+$/, '')
  return url.origin + (path === '' ? new URL(usual).pathname : path)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function unusable(variable: string, why: string): BurstError {
  const remedy = `Use https://…; http:// is for this computer (127.0.0.1) alone. Or unset ${variable}.`
  return new BurstError('usage', [{ code: 'base-address', message: `${variable} ${why}.`, remedy }])
}
