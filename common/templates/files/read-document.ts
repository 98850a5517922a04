import { describe, fieldOf, numberOf, type MapNode, type TextNode, type YamlNode } from '../yaml/node.ts'
import { problemAt, type Findings, type ProblemDetails } from '../findings.ts'
import { spotIn, type SourceFile, type TemplateSource } from '../source.ts'
import type { DocumentKind, Generation, ImportEntry, PathEntry, TemplateDocument } from './document.ts'
import { readParameters } from './read-parameters.ts'
import { readRoot } from './read-root.ts'

/** What a template that is run as it stands is generated with. */
const TEMPLATE_AS_ENTRY: Generation = { mode: 'combinatorial', seed: 42, seedMode: 'progressive', maxImages: 10 }

/** Which fields a declared type forbids, and what each such mistake is called. */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  prompt: ['template'],
  template: ['generation', 'prompt'],
  chunk: ['generation', 'prompt'],
}
const RESERVED_IN_CHUNKS = ['{prompt}', '{negprompt}', '{loras}']

/**
 * Reads the fields of a prompt, template or chunk.
 *
 * What is wrong with them is reported, and something harmless stands in its place, so that the rest can be checked too.
 * Null for a file that has no fields.
 */
export function readDocument(
  source: TemplateSource,
  file: SourceFile,
  kind: DocumentKind,
  findings: Findings,
): TemplateDocument | null {
  const root = readRoot(file, findings)
  if (root === null) return null
  const reader = new FieldReader(file, root, findings)
  reader.forbidden(kind)
  return reader.document(kind, source)
}

class FieldReader {
  readonly #file: SourceFile
  readonly #root: MapNode
  readonly #findings: Findings

  constructor(file: SourceFile, root: MapNode, findings: Findings) {
    this.#file = file
    this.#root = root
    this.#findings = findings
  }

  /** Fields that do not belong into such a file; they come first, because they explain what else is missing. */
  forbidden(kind: DocumentKind): void {
    const type = this.#text('type') ?? ''
    const byType = FORBIDDEN[type]?.filter(field => this.#root.entries.has(field)) ?? []
    for (const field of byType)
      this.#problem(
        this.#root.entries.get(field) ?? null,
        `${type}-has-${field}`,
        `A file of type ${type} has no field \`${field}\`.`,
        `Remove \`${field}\`, or correct \`type\`.`,
      )
    if (kind !== 'prompt') return
    if (!byType.includes('template')) this.#forbidInPrompt('template', 'Call it `prompt`.')
    this.#forbidInPrompt('variations', 'Put the variations into a file of their own and name it under `imports`.')
  }

  document(kind: DocumentKind, source: TemplateSource): TemplateDocument {
    const textField = kind === 'prompt' ? 'prompt' : 'template'
    const inherits = kind === 'chunk' && fieldOf(this.#root, 'implements') !== null
    const text = inherits && !this.#root.entries.has(textField) ? null : this.#requiredText(textField)
    const name = kind === 'chunk' ? (this.#text('name') ?? '') : (this.#required('name') ?? '')
    const lacksSlot = kind === 'template' && !this.#hasSlot(text)
    if (kind === 'chunk') this.#checkChunk(text)
    const before = this.#findings.problems.length
    const imports = kind === 'chunk' ? this.#ownImports() : this.#imports()
    const chunks = kind === 'chunk' ? new Map<string, PathEntry>() : this.#chunks()
    const namesKnown = this.#findings.problems.length === before
    return {
      kind,
      file: this.#file,
      type: this.#text('type'),
      name,
      text: lacksSlot ? '{prompt}' : (text?.value ?? ''),
      negative: this.#optionalText('negative_prompt') ?? '',
      parent: this.#parent(),
      imports,
      chunks,
      namesKnown,
      parameters:
        kind === 'chunk' ? new Map() : readParameters(source, this.#file, this.#mapping('parameters'), this.#findings),
      themes: this.#themes(),
      generation: kind === 'prompt' ? this.#generation() : kind === 'template' ? TEMPLATE_AS_ENTRY : null,
      sessionName: this.#sessionName(),
      ownValues: kind === 'chunk' ? this.#ownValues() : new Map(),
    }
  }

  #forbidInPrompt(field: string, remedy: string): void {
    const entry = this.#root.entries.get(field)
    if (entry) this.#problem(entry, `${field}-field-in-prompt`, `A prompt file has no field \`${field}\`.`, remedy)
  }

  #required(field: string): string | null {
    const node = this.#root.entries.get(field)?.value
    if (node === undefined) return this.#missing(this.#root, field)
    if (node.kind === 'text') return node.value
    this.#notText(node, field, 'missing-field')
    return null
  }

  #requiredText(field: string): TextNode | null {
    const node = this.#root.entries.get(field)?.value
    if (node === undefined) return this.#missing(this.#root, field)
    if (node.kind === 'text') return node
    this.#notText(node, field, 'text-field-not-a-string')
    return null
  }

  #text(field: string): string | null {
    const node = fieldOf(this.#root, field)
    return node?.kind === 'text' ? node.value : null
  }

  #optionalText(field: string): string | null {
    const node = fieldOf(this.#root, field)
    if (node !== null && node.kind !== 'text') this.#notText(node, field, 'text-field-not-a-string')
    return node?.kind === 'text' ? node.value : null
  }

  #mapping(field: string): MapNode | null {
    const node = fieldOf(this.#root, field)
    if (node === null || node.kind === 'map') return node
    this.#problem(
      node,
      'not-a-mapping',
      `\`${field}\` is ${describe(node)}, not a mapping.`,
      `Write one \`name: value\` a line under \`${field}\`.`,
      { subjects: [field] },
    )
    return null
  }

  #hasSlot(text: TextNode | null): boolean {
    if (text === null) return false
    if (text.value === '' || text.value.includes('{prompt}')) return true
    this.#problem(
      text,
      'template-without-prompt-slot',
      `The template ${this.#file.shown} has no slot for the text of its prompts.`,
      'Put {prompt} where that text is to stand.',
    )
    return false
  }

  #checkChunk(text: TextNode | null): void {
    if (this.#text('type') === null) this.#missing(this.#root, 'type')
    const reserved = RESERVED_IN_CHUNKS.filter(slot => text?.value.includes(slot))
    if (reserved.length > 0)
      this.#problem(
        text,
        'chunk-uses-reserved-slot',
        `The chunk ${this.#file.shown} uses ${reserved.join(', ')}, which only templates may.`,
        'Remove it from the chunk.',
        { subjects: reserved },
      )
  }

  #parent(): TextNode | null {
    const node = fieldOf(this.#root, 'implements')
    if (node === null || node.kind === 'text') return node
    this.#notText(node, 'implements', 'text-field-not-a-string')
    return null
  }

  #imports(): ReadonlyMap<string, ImportEntry> {
    const entries = [...(this.#mapping('imports')?.entries ?? [])]
    return new Map(entries.map(([name, { value }]) => [name, { name, node: value, from: this.#file }]))
  }

  /** Of a chunk; anything else than a mapping has no effect there. */
  #ownImports(): ReadonlyMap<string, ImportEntry> {
    return fieldOf(this.#root, 'imports')?.kind === 'map' ? this.#imports() : new Map()
  }

  #ownValues(): ReadonlyMap<string, string> {
    const values = new Map<string, string>()
    for (const field of ['defaults', 'chunks']) {
      const map = fieldOf(this.#root, field)
      for (const [name, { value }] of map?.kind === 'map' ? map.entries : [])
        if (value.kind === 'text' || value.kind === 'int') values.set(name, String(value.value))
    }
    return values
  }

  #chunks(): ReadonlyMap<string, PathEntry> {
    const chunks = new Map<string, PathEntry>()
    for (const [name, { value }] of this.#mapping('chunks')?.entries ?? [])
      if (value.kind === 'text') chunks.set(name, { path: value, from: this.#file })
      else this.#notText(value, `chunks.${name}`, 'text-field-not-a-string')
    return chunks
  }

  #themes(): YamlNode | null {
    const themes = this.#mapping('themes')
    return themes === null || themes.entries.size === 0 ? null : themes
  }

  #generation(): Generation | null {
    if (!this.#root.entries.has('generation')) return this.#missing(this.#root, 'generation')
    const generation = this.#mapping('generation')
    if (generation === null) {
      const empty = this.#root.entries.get('generation')?.value
      return empty?.kind === 'null' ? this.#missing(this.#root, 'generation') : null
    }
    const wanted = ['mode', 'seed', 'seed_mode', 'max_images'].filter(field => !generation.entries.has(field))
    for (const field of wanted) this.#missing(generation, field)
    return {
      mode: this.#word(generation, 'mode'),
      seed: this.#integer(generation, 'seed'),
      seedMode: this.#word(generation, 'seed_mode'),
      maxImages: this.#integer(generation, 'max_images'),
    }
  }

  #word(map: MapNode, field: string): string {
    const node = map.entries.get(field)?.value
    return node?.kind === 'text' ? node.value : ''
  }

  #integer(map: MapNode, field: string): number {
    const node = map.entries.get(field)?.value
    if (node === undefined) return 0
    const value = node.kind === 'int' ? numberOf(node.value) : null
    if (value === null)
      this.#problem(
        node,
        'generation-not-an-integer',
        `\`generation.${field}\` is ${describe(node)}, not a whole number.`,
        `Write a whole number without quotes, as in \`${field}: 42\`.`,
        { subjects: [field] },
      )
    return value ?? 0
  }

  #sessionName(): string | null {
    const output = fieldOf(this.#root, 'output')
    const name = output?.kind === 'map' ? fieldOf(output, 'session_name') : null
    return name?.kind === 'text' && name.value !== '' ? name.value : null
  }

  #missing(at: YamlNode, field: string): null {
    this.#problem(
      at,
      'missing-field',
      `${this.#file.shown} has no field \`${field}\`.`,
      `Add \`${field}\`${field === 'max_images' ? ' (-1 makes all combinations)' : ''}.`,
      { subjects: [field] },
    )
    return null
  }

  #notText(node: YamlNode, field: string, code: string): void {
    const remedy =
      node.kind === 'map'
        ? 'Put it in quotes: without them {Name} is a mapping in YAML.'
        : 'Write it as text, in quotes where needed.'
    this.#problem(node, code, `\`${field}\` is ${describe(node)}, not text.`, remedy, { subjects: [field] })
  }

  #problem(
    at: { readonly place: YamlNode['place'] } | null,
    code: string,
    message: string,
    remedy: string,
    details?: ProblemDetails,
  ): void {
    this.#findings.problems.push(problemAt(spotIn(this.#file, at), code, message, remedy, details))
  }
}
