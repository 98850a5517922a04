import type { Graph, GraphNode, Link, Place } from '../graph-node.ts'
import { isLink, sourceOf, upstreamOf } from './links.ts'
import type { Places } from './place-names.ts'

/** Where LoRAs can be led through: what comes out of here as model, and as text encoder where that is the same chain. */
export type LoraSpot = { readonly model: Link; readonly clip: Link | null }

export type FoundPlaces = {
  readonly places: Places
  readonly loras: LoraSpot | null
  /** The node whose pictures are brought home; null where the workflow saves none. */
  readonly save: string | null
}

/**
 * Where what differs between pictures goes: found by following the links back from the saved picture, over the sampler, as whoever
 * drew it would read it. Nothing is guessed by a node's title.
 */
export function findPlaces(graph: Graph): FoundPlaces {
  const save = savingNode(graph)
  if (save === null) return { places: {}, loras: null, save }
  const upstream = upstreamOf(graph, save)
  const samplers = upstream.filter(id => isSampler(graph[id]))
  const first = samplers.at(-1)
  const places: Record<string, Place[]> = {
    seed: upstream.flatMap(id => seedOf(graph, id)),
    prefix: [[save, 'filename_prefix']],
    ...(first === undefined ? {} : placesOfSampler(graph, first, samplers)),
  }
  const found = Object.entries(places).map(([name, list]) => [name, uniquePlaces(list)] as const)
  return {
    places: Object.fromEntries(found.filter(([, list]) => list.length > 0)),
    loras: first === undefined ? null : loraSpotOf(graph, first),
    save,
  }
}

/** The one that has most behind it: others show what it was before. A preview is as good, where nothing is saved. */
function savingNode(graph: Graph): string | null {
  for (const name of ['SaveImage', 'PreviewImage']) {
    const all = Object.keys(graph).filter(id => graph[id]?.class_type === name)
    const [most] = all
      .map(id => ({ id, behind: upstreamOf(graph, id).length }))
      .toSorted((a, b) => b.behind - a.behind || a.id.localeCompare(b.id))
    if (most) return most.id
  }
  return null
}

function isSampler(node: GraphNode | undefined): boolean {
  return node !== undefined && /^(?:KSampler(?:Advanced)?|SamplerCustom(?:Advanced)?)$/.test(node.class_type)
}

function placesOfSampler(graph: Graph, first: string, samplers: readonly string[]): Record<string, Place[]> {
  const prompt = textsOf(graph, first, 'positive')
  const negative = textsOf(graph, first, 'negative').filter(place => !includesPlace(prompt, place))
  const latent = latentOf(graph, first)
  const checkpoint = modelSourceOf(graph, first)
  return {
    // Later passes often have texts of their own: those that are the same are the same prompt.
    prompt: [...prompt, ...sameTexts(graph, samplers, 'positive', prompt)],
    negative: [...negative, ...sameTexts(graph, samplers, 'negative', negative)],
    width: latent === null ? [] : literal(graph, latent, 'width', 'number'),
    height: latent === null ? [] : literal(graph, latent, 'height', 'number'),
    batch: latent === null ? [] : literal(graph, latent, 'batch_size', 'number'),
    steps: settingOf(graph, first, ['sigmas'], 'steps', 'number'),
    cfg_scale: settingOf(graph, first, ['guider'], 'cfg', 'number'),
    sampler: settingOf(graph, first, ['sampler'], 'sampler_name', 'string'),
    scheduler: settingOf(graph, first, ['sigmas'], 'scheduler', 'string'),
    checkpoint:
      checkpoint === null ? [] : ['ckpt_name', 'unet_name'].flatMap(name => literal(graph, checkpoint, name, 'string')),
  }
}

const SEEDS = ['seed', 'noise_seed']

function seedOf(graph: Graph, id: string): Place[] {
  return SEEDS.flatMap(name => literal(graph, id, name, 'number'))
}

/** Nodes that hold a value for others call it so. */
const VALUE_NAMES: Readonly<Record<'number' | 'string', readonly string[]>> = {
  number: ['value', 'seed', 'noise_seed', 'int', 'number', 'width', 'height'],
  string: ['value', 'text', 'string', 'prompt'],
}

/** The place of a value: this input, or that of the node which it is linked to. */
function literal(graph: Graph, id: string, input: string, type: 'number' | 'string', hops = 8): Place[] {
  const value = graph[id]?.inputs[input]
  if (typeof value === type) return [[id, input]]
  const source = sourceOf(graph, graph[id], input)
  if (source === null || hops === 0) return []
  const names = VALUE_NAMES[type].filter(name => Object.hasOwn(graph[source]?.inputs ?? {}, name))
  return names.length === 0 ? [] : literal(graph, source, names[0] ?? '', type, hops - 1)
}

/** A setting of the sampler itself, or of a node that it is linked to. */
function settingOf(
  graph: Graph,
  sampler: string,
  behind: readonly string[],
  input: string,
  type: 'number' | 'string',
): Place[] {
  const nodes = [sampler, ...behind.flatMap(name => sourceOf(graph, graph[sampler], name) ?? [])]
  const found = nodes.map(id => literal(graph, id, input, type)).find(places => places.length > 0)
  return found ?? []
}

const TEXTS = ['text', 'text_g', 'text_l', 'clip_l', 't5xxl', 'prompt']

/** The texts behind one side of a sampler, or of its guider. */
function textsOf(graph: Graph, sampler: string, side: 'positive' | 'negative'): Place[] {
  const guider = sourceOf(graph, graph[sampler], 'guider')
  const from = guider ?? sampler
  const own = sourceOf(graph, graph[from], side)
  const only = side === 'positive' ? sourceOf(graph, graph[from], 'conditioning') : null
  const start = own ?? only
  return start === null ? [] : textsBehind(graph, start, side, new Set())
}

function textsBehind(graph: Graph, id: string, side: 'positive' | 'negative', seen: Set<string>): Place[] {
  const node = graph[id]
  // What is set to zero has no text, whatever it was made from.
  if (!node || seen.has(id) || node.class_type === 'ConditioningZeroOut') return []
  seen.add(id)
  const own = TEXTS.flatMap(name => literal(graph, id, name, 'string'))
  if (own.length > 0) return own
  const both = sourceOf(graph, node, 'positive') !== null && sourceOf(graph, node, 'negative') !== null
  const onward = both ? [side] : ['conditioning', 'conditioning_to', 'conditioning_1', 'positive', 'negative']
  for (const name of onward) {
    const source = sourceOf(graph, node, name)
    const found = source === null ? [] : textsBehind(graph, source, side, seen)
    if (found.length > 0) return found
  }
  return []
}

function sameTexts(
  graph: Graph,
  samplers: readonly string[],
  side: 'positive' | 'negative',
  known: readonly Place[],
): Place[] {
  const texts = new Set(known.map(place => valueAt(graph, place)))
  return samplers.flatMap(id => textsOf(graph, id, side)).filter(place => texts.has(valueAt(graph, place)))
}

/** The empty latent that the first pass begins with; null where it begins with a picture. */
function latentOf(graph: Graph, sampler: string): string | null {
  for (let id = sourceOf(graph, graph[sampler], 'latent_image'), hops = 8; id !== null && hops > 0; hops -= 1) {
    const node = graph[id]
    if (node && 'width' in node.inputs && 'height' in node.inputs && /^Empty.*Latent/.test(node.class_type)) return id
    id = sourceOf(graph, node, 'samples') ?? sourceOf(graph, node, 'latent')
  }
  return null
}

function modelStart(graph: Graph, sampler: string): Link | null {
  const guider = sourceOf(graph, graph[sampler], 'guider')
  const link = graph[guider ?? sampler]?.inputs['model']
  return isLink(link) ? link : null
}

/** The loader that the sampler's model comes from. */
function modelSourceOf(graph: Graph, sampler: string): string | null {
  const start = modelStart(graph, sampler)
  if (start === null) return null
  const chain = chainOf(graph, start[0], 'model')
  return chain.find(id => /^(?:CheckpointLoaderSimple|UNETLoader)$/.test(graph[id]?.class_type ?? '')) ?? null
}

/** A node and those that it comes from by one input. */
function chainOf(graph: Graph, start: string, input: string): string[] {
  const chain = [start]
  for (let id = sourceOf(graph, graph[start], input); id !== null && !chain.includes(id);) {
    chain.push(id)
    id = sourceOf(graph, graph[id], input)
  }
  return chain
}

const PASSES_ON = /^(?:LoraLoader|LoraLoaderModelOnly|CheckpointLoaderSimple|UNETLoader)$/

/** Behind the last LoRA of the workflow, or behind its loader. */
function loraSpotOf(graph: Graph, sampler: string): LoraSpot | null {
  const start = modelStart(graph, sampler)
  if (start === null) return null
  const model = chainOf(graph, start[0], 'model').find(id => PASSES_ON.test(graph[id]?.class_type ?? ''))
  if (model === undefined) return null
  const text = textsOf(graph, sampler, 'positive')[0]
  const encoder = text && encoderOf(graph, text[0], sampler)
  const clip = encoder && chainOf(graph, encoder, 'clip').find(id => id === model)
  return { model: [model, 0], clip: clip === undefined ? null : [model, 1] }
}

/** The encoder that a text goes through: its own node, or the one that is linked to it. */
function encoderOf(graph: Graph, id: string, sampler: string): string | undefined {
  if (graph[id] && 'clip' in graph[id].inputs) return id
  return upstreamOf(graph, sampler).find(
    each => 'clip' in (graph[each]?.inputs ?? {}) && TEXTS.some(name => sourceOf(graph, graph[each], name) === id),
  )
}

export function valueAt(graph: Graph, [id, input]: Place): unknown {
  return graph[id]?.inputs[input]
}

const includesPlace = (places: readonly Place[], [id, input]: Place) =>
  places.some(place => place[0] === id && place[1] === input)

function uniquePlaces(places: readonly Place[]): Place[] {
  return [...new Map(places.map(place => [place.join('\n'), place])).values()]
}
