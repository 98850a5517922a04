/**
 * JSON as text, where the text matters.
 *
 * ComfyUI is Python: it keeps the order of keys (JavaScript sorts keys that look like integers, and node ids do) and
 * integers of any length (seeds go up to 2^64-1). So graphs are cut out of the request as text and echoed as text.
 */
const TOKEN = /\s*("[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+)/gsy

/** The entries of a JSON object (or array, with indices as keys) in written order, values as untouched text. `text` must be valid JSON. */
export function entriesOf(text: string): [key: string, value: string][] {
  const entries: [string, string][] = []
  const isArray = text.trimStart().startsWith('[')
  let depth = 0
  let key: string | null = null
  let valueStart = 0
  for (const match of text.matchAll(TOKEN)) {
    const token = match[1] ?? ''
    const end = match.index + match[0].length
    if (depth === 1 && (token === ',' || token === '}' || token === ']') && key !== null) {
      entries.push([key, text.slice(valueStart, end - token.length).trim()])
      key = null
    } else if (depth === 1 && token === ':') valueStart = end
    else if (depth === 1 && key === null && isArray && token !== ']') {
      key = String(entries.length)
      valueStart = match.index
    } else if (depth === 1 && key === null && token.startsWith('"')) key = String(JSON.parse(token))
    if (token === '{' || token === '[') depth += 1
    if (token === '}' || token === ']') depth -= 1
  }
  return entries
}

/** The same JSON the way Python's `json.dumps` writes it: `, ` and `: `, and nothing but printable ASCII. */
export function pythonJson(text: string): string {
  const out: string[] = []
  for (const match of text.matchAll(TOKEN)) {
    const token = match[1] ?? ''
    if (token === ',') out.push(', ')
    else if (token === ':') out.push(': ')
    else out.push(token.startsWith('"') ? asciiString(token) : token)
  }
  return out.join('')
}

function asciiString(token: string): string {
  return JSON.stringify(JSON.parse(token)).replace(
    /[^ -~]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
