import { readdirSync, statSync } from 'node:fs'
import coreSchemas from './object-info.core.json' with { type: 'json' }
import type { ModelFiles } from './model-files.ts'
import { impactNodes, subpackNodes } from '../../../../../common/workflow/impact-nodes.ts'
import { LOADERS } from '../../../../../common/workflow/models.ts'
import { IMPACT_PACK, SUBPACK } from './packs.ts'

/** `[type, options]`; an old-style combo has its list in the place of the type. */
export type InputConfig = readonly [type: string | readonly string[], options: Readonly<Record<string, unknown>>]

/** One node class as `/object_info` answers it. */
export interface NodeSchema {
  readonly input: Readonly<Partial<Record<'required' | 'optional' | 'hidden', Readonly<Record<string, unknown>>>>>
  readonly output: readonly string[]
  readonly output_node: boolean
}

/** The node classes of this server; lists of files are read anew on each call. */
export interface Schemas {
  readonly names: readonly string[]
  get(className: string): NodeSchema | undefined
  /** What an input may be, with the files that are there now; undefined if the class has no such input. */
  input(className: string, name: string): { category: 'required' | 'optional'; config: InputConfig } | undefined
  /** The class as JSON, with the files that are there now. */
  describe(className: string): string
}

const TEST_NODES: Readonly<Record<string, unknown>> = {
  TestSyncError: {
    input: { required: { value: ['*', {}] } },
    input_order: { required: ['value'] },
    output: ['*'],
    output_is_list: [false],
    output_name: ['*'],
    name: 'TestSyncError',
    display_name: 'Test Sync Error',
    description: '',
    python_module: 'custom_nodes.testing-pack',
    category: '_for_testing/async',
    output_node: false,
  },
}

const UPLOAD_INPUTS = new Set(['LoadImage', 'LoadImageMask'])
const PICTURE_FILE = /\.(?:png|jpe?g|webp|gif|bmp|tiff?)$/i

/** What a server has beside its own classes. */
export type Additions = { readonly packs: ReadonlySet<string>; readonly testNodes: boolean }

export function createSchemas(files: ModelFiles, inputDir: string, { packs, testNodes }: Additions): Schemas {
  const core = { ...coreSchemas, ...(testNodes ? TEST_NODES : {}) } as unknown as Record<string, NodeSchema>
  const { sampler_name, scheduler } = coreSchemas.KSampler.input.required
  const sampling = { samplers: sampler_name[0], schedulers: [scheduler[0]].flat() }
  const classes = new Map<string, NodeSchema>(
    Object.entries({
      ...core,
      ...(packs.has(IMPACT_PACK) ? impactNodes(sampling) : {}),
      ...(packs.has(SUBPACK) ? subpackNodes() : {}),
    }),
  )
  const live = (className: string, name: string) => fileOptions(files, inputDir, className, name)
  return {
    names: [...classes.keys()],
    get: className => classes.get(className),
    input: (className, name) => {
      const input = classes.get(className)?.input
      const category = hasInput(input?.required, name) ? 'required' : 'optional'
      const raw = input?.[category]?.[name]
      return raw === undefined ? undefined : { category, config: toConfig(raw, live(className, name)) }
    },
    describe: className => {
      const schema = classes.get(className)
      return schema === undefined ? 'null' : printSchema(withFiles(schema, name => live(className, name)))
    },
  }
}

function hasInput(inputs: Readonly<Record<string, unknown>> | undefined, name: string): boolean {
  return inputs !== undefined && Object.hasOwn(inputs, name)
}

/** The names of required and optional inputs, in the order of the schema. */
export function inputNames(schema: NodeSchema): string[] {
  return [...Object.keys(schema.input.required ?? {}), ...Object.keys(schema.input.optional ?? {})]
}

function fileOptions(files: ModelFiles, inputDir: string, className: string, name: string): string[] | undefined {
  if (UPLOAD_INPUTS.has(className) && name === 'image') return pictureFiles(inputDir)
  const folder = LOADERS[className]?.[name]
  if (folder === undefined) return undefined
  const names = files.list(folder) ?? []
  return folder === 'vae' ? [...names, 'pixel_space'] : names
}

function pictureFiles(inputDir: string): string[] {
  if (!statSync(inputDir, { throwIfNoEntry: false })?.isDirectory()) return []
  const entries = readdirSync(inputDir, { withFileTypes: true })
  return entries
    .filter(entry => entry.isFile() && PICTURE_FILE.test(entry.name))
    .map(entry => entry.name)
    .toSorted()
}

function toConfig(raw: unknown, files: readonly string[] | undefined): InputConfig {
  const [type, options] = raw as [string | string[], Record<string, unknown>?]
  if (files === undefined) return [type, options ?? {}]
  return type === 'COMBO' ? [type, { ...options, options: files }] : [files, options ?? {}]
}

function withFiles(schema: NodeSchema, live: (name: string) => readonly string[] | undefined): NodeSchema {
  const fill = (inputs: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(inputs).map(([name, raw]) => [name, live(name) ? trimmed(raw, toConfig(raw, live(name))) : raw]),
    )
  const { required, optional } = schema.input
  return {
    ...schema,
    input: {
      ...schema.input,
      ...(required ? { required: fill(required) } : {}),
      ...(optional ? { optional: fill(optional) } : {}),
    },
  }
}

/** Inputs without options are described by a list of one. */
function trimmed(raw: unknown, config: InputConfig): readonly unknown[] {
  return Array.isArray(raw) && raw.length === 1 ? [config[0]] : config
}

/** 2^64-1, the largest seed, is no JavaScript number. */
function printSchema(schema: NodeSchema): string {
  return JSON.stringify(schema).replaceAll('18446744073709552000', '18446744073709551615')
}
