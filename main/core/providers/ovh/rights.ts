/** A rule of a consumer key: `*` stands for anything. */
export type Rule = { readonly method: string; readonly path: string }

/**
 * What Burst does at OVHcloud, and nothing else. A rule for everything under a project is not taken to cover the project
 * itself.
 */
export function neededRules(project: string): readonly Rule[] {
  const under = `/cloud/project/${project}/*`
  return [
    { method: 'GET', path: '/me' },
    { method: 'GET', path: '/auth/currentCredential' },
    { method: 'GET', path: `/cloud/project/${project}` },
    { method: 'GET', path: under },
    { method: 'POST', path: under },
    { method: 'PUT', path: under },
    { method: 'DELETE', path: under },
  ]
}

/** Those of the needed rules that none of the granted ones covers. A rule with a space at its end matches nothing. */
export function missingRules(granted: readonly Rule[], wanted: readonly Rule[]): Rule[] {
  return wanted.filter(({ method, path }) => !granted.some(rule => rule.method === method && covers(rule.path, path)))
}

function covers(granted: string, wanted: string): boolean {
  const [first = '', ...others] = granted.split('*')
  if (others.length === 0) return granted === wanted
  if (!wanted.startsWith(first)) return false
  let at = first.length
  for (const [index, part] of others.entries()) {
    const isLast = index === others.length - 1
    const found = isLast ? wanted.length - part.length : wanted.indexOf(part, at)
    if (found < at || wanted.slice(found, found + part.length) !== part) return false
    at = found + part.length
  }
  return true
}

export const inWords = ({ method, path }: Rule): string => `${method} ${path}`
