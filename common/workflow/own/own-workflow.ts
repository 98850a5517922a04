import type { Problem } from '../../errors.ts'
import type { OwnWorkflow } from '../../job/job.ts'
import { controlImageName } from '../control-images.ts'
import type { Graph, Place } from '../graph-node.ts'
import { hasModelEnding } from '../model-files.ts'
import { LOADERS } from '../models.ts'
import { NODE_PACKS } from '../node-packs.ts'
import { CORE_CLASSES } from './core-classes.ts'
import { findPlaces, type FoundPlaces } from './find-places.ts'
import { upstreamOf } from './links.ts'
import type { DrawnWorkflow } from './parse-workflow.ts'
import { ITEM_PLACES, PLACE_NAMES, type PlaceName, type Places } from './place-names.ts'

/** What a template says of a place: `node.input`, several, or `none`. */
export type AskedPlaces = Partial<Record<PlaceName, string | readonly string[]>>

/** A workflow as it is going to be used, and what somebody should know or confirm. */
export type UsableWorkflow = {
  readonly graph: Graph
  readonly places: Places
  readonly loras: FoundPlaces['loras']
  /** Pictures that it starts from, as it names them, by node. */
  readonly pictures: readonly { readonly node: string; readonly name: string }[]
  readonly problems: readonly Problem[]
}

/**
 * A drawn workflow as an engine: only what leads to the picture that is brought home, with its places. `asked` places win over
 * those that are found. Problems name every node and place that stands in the way.
 */
export function usableWorkflow({ graph: drawn, titles }: DrawnWorkflow, asked: AskedPlaces = {}): UsableWorkflow {
  const found = findPlaces(drawn)
  const { save, loras } = found
  const problems: Problem[] = []
  if (save === null) {
    const remedy = 'Add a SaveImage node behind the picture that you want.'
    problems.push({ code: 'workflow-saves-nothing', message: 'The workflow saves no picture.', remedy })
    return { graph: {}, places: {}, loras: null, pictures: [], problems }
  }
  const graph: Graph = Object.fromEntries(
    upstreamOf(drawn, save).flatMap(id => (drawn[id] ? [[id, structuredClone(drawn[id])]] : [])),
  )
  const saving = graph[save]
  if (saving?.class_type === 'PreviewImage') {
    saving.class_type = 'SaveImage'
    saving.inputs['filename_prefix'] = ''
  }
  const places = { ...found.places, ...placesAsked(graph, asked, problems) }
  problems.push(...faultsOfNodes(graph, titles), ...missingPlaces(places))
  return { graph, places, loras, pictures: picturesOf(graph), problems }
}

function placesAsked(graph: Graph, asked: AskedPlaces, problems: Problem[]): Places {
  const places: Partial<Record<PlaceName, Place[]>> = {}
  for (const name of PLACE_NAMES) {
    const written = asked[name]
    if (written === undefined) continue
    places[name] = [written].flat().flatMap((text): Place[] => {
      if (text === 'none') return []
      const at = text.lastIndexOf('.')
      const place: Place = [text.slice(0, at), text.slice(at + 1)]
      if (Object.hasOwn(graph[place[0]]?.inputs ?? {}, place[1])) return [place]
      problems.push({
        code: 'workflow-bind',
        message: `There is no input ${text} on the way to the picture (\`bind.${name}\`).`,
        remedy: 'Write the id of a node and the name of its input, as in `6.text`, or `none`.',
      })
      return []
    })
  }
  return places
}

/** What an instance would not have, or could not be given. */
export function faultsOfNodes(graph: Graph, titles: ReadonlyMap<string, string> = new Map()): Problem[] {
  return [...unknownNodes(graph, titles), ...unknownModels(graph)]
}

/** Programs that nobody put on the allow-list are not installed. */
function unknownNodes(graph: Graph, titles: ReadonlyMap<string, string>): Problem[] {
  const allowed = new Set(NODE_PACKS.flatMap(({ classes }) => classes))
  const unknown = Object.entries(graph).filter(
    ([, { class_type }]) => !CORE_CLASSES.has(class_type) && !allowed.has(class_type),
  )
  if (unknown.length === 0) return []
  const named = unknown.map(([id, { class_type }]) => {
    const title = titles.get(id)
    return `${class_type} (node ${id}${title === undefined || title === class_type ? '' : `, "${title}"`})`
  })
  return [
    {
      code: 'workflow-nodes',
      message: `The workflow needs nodes that ComfyUI v0.3.64 and the packs which Burst installs do not have: ${named.join(', ')}.`,
      remedy: `Draw it without them. Installed are ${NODE_PACKS.map(({ name }) => name).join(' and ')}.`,
    },
  ]
}

function unknownModels(graph: Graph): Problem[] {
  return Object.entries(graph).flatMap(([id, { class_type, inputs }]) =>
    Object.entries(inputs).flatMap(([input, value]) => {
      const isModel = typeof value === 'string' && input.endsWith('_name') && hasModelEnding(value)
      if (!isModel || Object.hasOwn(LOADERS[class_type] ?? {}, input)) return []
      return [
        {
          code: 'workflow-model',
          message: `Node ${id} (${class_type}) loads ${value}, and Burst does not know from which folder.`,
          remedy: 'Use another loader for it.',
        },
      ]
    }),
  )
}

const NEEDED = { prompt: 'the prompt', seed: 'the seed', prefix: 'the name of the file' } as const

function missingPlaces(places: Places): Problem[] {
  return Object.entries(NEEDED).flatMap(([name, what]) => {
    if ((places[name as keyof typeof NEEDED] ?? []).length > 0) return []
    return [
      {
        code: 'workflow-place',
        message: `Nothing in the workflow was found to be the place of ${what}.`,
        remedy: `Write it under \`parameters.workflow.bind.${name}\`, as in \`6.text\`.`,
      },
    ]
  })
}

const PICTURE_LOADERS = /^LoadImage(?:Mask)?$/

function picturesOf(graph: Graph): UsableWorkflow['pictures'] {
  return Object.entries(graph).flatMap(([node, { class_type, inputs }]) => {
    const { image } = inputs
    return PICTURE_LOADERS.test(class_type) && typeof image === 'string' ? [{ node, name: image }] : []
  })
}

/**
 * The engine of a job: with `settings` in their places, and `files` (absolute, by node) for the pictures that it starts from.
 * What a place is linked to is replaced by the value.
 */
export function engineOf(
  { graph: usable, places, loras }: UsableWorkflow,
  settings: Partial<Record<PlaceName, string | number>>,
  files: ReadonlyMap<string, string>,
): OwnWorkflow {
  const graph: Graph = structuredClone(usable)
  for (const name of PLACE_NAMES)
    for (const [id, input] of settings[name] === undefined ? [] : (places[name] ?? []))
      if (graph[id]) graph[id].inputs[input] = settings[name]
  for (const [id, file] of files) if (graph[id]) graph[id].inputs['image'] = controlImageName(file)
  const kept = ITEM_PLACES.flatMap(name => (places[name] ? [[name, places[name].map(([id, at]) => [id, at])]] : []))
  return {
    graph,
    places: Object.fromEntries(kept) as OwnWorkflow['places'],
    loras: loras && { model: [...loras.model], clip: loras.clip && [...loras.clip] },
    inputs: [...new Set(files.values())],
  }
}
