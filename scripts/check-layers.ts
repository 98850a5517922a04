import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'oxc-parser'
import { findCycle, layerFault, ROOMS, type Import } from './layers.ts'

/** Reads every import of the app's own code and reports arrows that turn back, strangers and cycles. Exits 1 on any. */
const root = path.resolve(import.meta.dirname, '..')

function sourceFiles(): string[] {
  const patterns = ROOMS.map(room => `${room.folder}/**/*.{ts,tsx}`)
  return globSync(patterns, { cwd: root })
    .map(file => file.split(path.sep).join('/'))
    .toSorted()
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  const { module, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  const named = [...module.staticImports, ...module.staticExports.flatMap(line => line.entries)]
  const specifiers = named.flatMap(entry => entry.moduleRequest?.value ?? [])
  const dynamic = module.dynamicImports.map(entry =>
    unquoted(text.slice(entry.moduleRequest.start, entry.moduleRequest.end)),
  )
  return [...specifiers, ...dynamic].map(specifier => resolved(file, specifier))
}

function unquoted(text: string): string {
  return text.replace(/^['"`]|['"`]$/g, '')
}

function resolved(from: string, specifier: string): Import {
  const isFile = specifier.startsWith('.')
  const target = isFile ? path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier)) : specifier
  return { from, target, isFile }
}

const imports = sourceFiles().map(file => ({ file, found: importsOf(file) }))
const faults = imports.flatMap(({ found }) =>
  found.flatMap(entry => {
    const fault = layerFault(entry)
    return fault ? [`${entry.from} imports ${entry.target}: ${fault}`] : []
  }),
)
const graph = new Map(
  imports.map(({ file, found }) => [file, found.filter(entry => entry.isFile).map(entry => entry.target)]),
)
const cycle = findCycle(graph)
if (cycle) faults.push(`import cycle: ${cycle.join(' → ')}`)
for (const fault of faults) process.stderr.write(`${fault}\n`)
if (faults.length === 0) process.stdout.write(`${imports.length} files: every arrow points the right way, no cycle\n`)
process.exitCode = faults.length > 0 ? 1 : 0
