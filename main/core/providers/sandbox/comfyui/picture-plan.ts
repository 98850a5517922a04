import { readImageSize } from './picture/image-size.ts'
import type { PictureFolders } from './folders.ts'
import { annotatedFile } from './folders.ts'
import type { Graph, GraphNode } from './graph.ts'
import { asLink } from './graph.ts'
import { str } from './python.ts'

/** What a picture will be like, found by walking the graph from where it is saved to where it begins. */
export interface PicturePlan {
  readonly width: number
  readonly height: number
  readonly batch: number
  /** null where nothing was sampled. */
  readonly seed: bigint | null
  readonly prompt: string
  /** A plain picture of this colour (0xRRGGBB); null: a drawn one. */
  readonly color: number | null
}

const NOTHING: PicturePlan = { width: 512, height: 512, batch: 1, seed: null, prompt: '', color: null }
/** Which input leads on to the picture or latent, per class; other classes: the first link that is not a known side input. */
const MAIN_INPUTS = ['images', 'image', 'pixels', 'samples', 'latent_image', 'samples1', 'image1', 'value']
const SIDE_INPUTS = new Set([
  'model',
  'clip',
  'vae',
  'positive',
  'negative',
  'mask',
  'control_net',
  'upscale_model',
  'noise',
  'guider',
  'sampler',
  'sigmas',
])
const LATENT_PIXELS = 8

/** The plan of what the node's picture input (or the node itself) gives. Never fails: a strange graph gives 512×512. */
export function planPicture(graph: Graph, id: string, folders: PictureFolders): PicturePlan {
  const plans = new Map<string, PicturePlan>()
  const plan = (nodeId: string): PicturePlan => {
    const known = plans.get(nodeId)
    if (known) return known
    plans.set(nodeId, NOTHING)
    const node = graph.nodes.get(nodeId)
    const result = node ? planNode(node, { graph, folders, plan }) : NOTHING
    plans.set(nodeId, result)
    return result
  }
  return plan(id)
}

interface Walk {
  readonly graph: Graph
  readonly folders: PictureFolders
  readonly plan: (id: string) => PicturePlan
}

function planNode(node: GraphNode, walk: Walk): PicturePlan {
  const number = (name: string, fallback: number) => numberInput(node, name) ?? fallback
  const source = () => planSource(node, walk)
  switch (node.classType) {
    case 'EmptyImage':
      return {
        ...NOTHING,
        width: number('width', 512),
        height: number('height', 512),
        batch: number('batch_size', 1),
        color: number('color', 0),
      }
    case 'EmptyLatentImage':
    case 'EmptySD3LatentImage':
      return {
        ...NOTHING,
        ...sized(number('width', 512), number('height', 512), LATENT_PIXELS),
        batch: number('batch_size', 1),
      }
    case 'LoadImage':
    case 'LoadImageMask':
      return { ...NOTHING, ...loadedSize(node, walk.folders), prompt: str(node.inputs?.['image'] ?? '') }
    case 'FaceDetailer':
      return source()
    case 'ImageScale':
    case 'LatentUpscale':
      return scaledTo(source(), number('width', 0), number('height', 0))
    case 'ImageScaleBy':
      return scaledBy(source(), number('scale_by', 1), 1)
    case 'LatentUpscaleBy':
      return scaledBy(source(), number('scale_by', 1), LATENT_PIXELS)
    case 'ImageUpscaleWithModel':
      return scaledBy(source(), upscaleFactor(modelName(node, walk.graph)), 1)
    case 'LatentFromBatch':
      return {
        ...source(),
        batch: Math.max(1, Math.min(number('length', 1), source().batch - number('batch_index', 0))),
      }
    case 'RepeatLatentBatch':
      return { ...source(), batch: source().batch * number('amount', 1) }
    case 'LatentBatch':
    case 'ImageBatch':
      return { ...source(), batch: source().batch + secondBatch(node, walk) }
    default:
      return sampled(node, walk, source())
  }
}

function planSource(node: GraphNode, walk: Walk): PicturePlan {
  const inputs = Object.entries(node.inputs ?? {})
  const names = [...MAIN_INPUTS, ...inputs.map(([name]) => name).filter(name => !SIDE_INPUTS.has(name))]
  const link = names.map(name => asLink(node.inputs?.[name])).find(candidate => candidate !== null)
  return link ? walk.plan(link.from) : NOTHING
}

/** Samplers add their seed and text; the last one on the way decides what the picture shows. */
function sampled(node: GraphNode, walk: Walk, source: PicturePlan): PicturePlan {
  const seed = seedOf(node, walk.graph)
  if (seed === null) return source
  const text = textOf(node.inputs?.['positive'] ?? guiderConditioning(node, walk.graph), walk.graph, new Set())
  return { ...source, seed, prompt: text ?? source.prompt, color: null }
}

function seedOf(node: GraphNode, graph: Graph): bigint | null {
  const own = node.inputs?.['seed'] ?? node.inputs?.['noise_seed']
  const noise = asLink(node.inputs?.['noise'])
  const value = own ?? (noise ? graph.nodes.get(noise.from)?.inputs?.['noise_seed'] : undefined)
  if (typeof value === 'bigint') return value
  return typeof value === 'number' && Number.isFinite(value) ? BigInt(Math.trunc(value)) : null
}

function guiderConditioning(node: GraphNode, graph: Graph): unknown {
  const guider = asLink(node.inputs?.['guider'])
  const inputs = guider ? graph.nodes.get(guider.from)?.inputs : undefined
  return inputs?.['conditioning'] ?? inputs?.['positive']
}

/** The text behind a conditioning: the first text encoder found on the way. */
function textOf(value: unknown, graph: Graph, seen: Set<string>): string | null {
  const link = asLink(value)
  if (link === null || seen.has(link.from)) return null
  seen.add(link.from)
  const inputs = graph.nodes.get(link.from)?.inputs ?? {}
  const text = inputs['text'] ?? inputs['text_g'] ?? inputs['t5xxl']
  if (typeof text === 'string') return text
  const onward = ['positive', 'conditioning', 'conditioning_1', 'conditioning_to', 'text'].map(name =>
    textOf(inputs[name], graph, seen),
  )
  return onward.find(found => found !== null) ?? null
}

function numberInput(node: GraphNode, name: string): number | null {
  const value = node.inputs?.[name]
  const number =
    typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string' ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : null
}

function sized(width: number, height: number, grid: number): { width: number; height: number } {
  const snap = (pixels: number) => Math.max(1, Math.floor(pixels / grid)) * grid
  return { width: snap(width), height: snap(height) }
}

function loadedSize(node: GraphNode, folders: PictureFolders): { width: number; height: number } {
  const file = annotatedFile(folders, str(node.inputs?.['image'] ?? ''))
  return (file === null ? null : readImageSize(file)) ?? NOTHING
}

/** 0 keeps the proportions. */
function scaledTo(source: PicturePlan, width: number, height: number): PicturePlan {
  const ratio = source.width / source.height
  if (width === 0 && height === 0) return source
  return {
    ...source,
    width: width || Math.max(1, Math.round(height * ratio)),
    height: height || Math.max(1, Math.round(width / ratio)),
  }
}

function scaledBy(source: PicturePlan, factor: number, grid: number): PicturePlan {
  const scale = (pixels: number) => Math.max(1, Math.round((pixels / grid) * factor)) * grid
  return { ...source, width: scale(source.width), height: scale(source.height) }
}

function modelName(node: GraphNode, graph: Graph): string {
  const loader = asLink(node.inputs?.['upscale_model'])
  return loader ? str(graph.nodes.get(loader.from)?.inputs?.['model_name'] ?? '') : ''
}

/** Upscale models are ×4 unless their name says otherwise: `2x-…`, `…_x2plus`. */
export function upscaleFactor(name: string): number {
  const match = /(?:^|[^a-z0-9])([1-8])x(?!\d)|(?:^|[^a-z0-9])x([1-8])(?!\d)/i.exec(name)
  return Number(match?.[1] ?? match?.[2] ?? 4)
}

function secondBatch(node: GraphNode, walk: Walk): number {
  const link = asLink(node.inputs?.['samples2'] ?? node.inputs?.['image2'])
  return link ? walk.plan(link.from).batch : 0
}
