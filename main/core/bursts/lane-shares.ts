import type { Lane } from '../../../common/bursts/state.ts'
import type { Ranges } from '../../../common/bursts/ranges.ts'
import type { JobConfig, PromptItem } from '../../../common/job/job.ts'
import { placeOfModel } from '../../../common/models/needed.ts'
import { controlImageName, picturesOf } from '../../../common/workflow/control-images.ts'
import { buildGraphs, type Graph } from '../../../common/workflow/graph.ts'
import { EMBEDDINGS, modelsOfGraph } from '../../../common/workflow/models.ts'
import { aboutGraph } from '../../../common/workflow/provenance.ts'
import { graphOrder, workOrder } from '../../../common/workflow/work-order.ts'
import { shareLines, type Share } from '../worker/share.ts'
import { laneOf, type BurstContext } from './context.ts'

/**
 * The share file, made while it is sent: 38,000 prompts are never in memory at once, so they are read twice, for the graphs
 * and the order first. Its items come in the order that spares the GPU most.
 */
export function shareContent(context: BurstContext, index: number, share: string): AsyncIterable<Buffer> {
  const { store, recorder } = context
  const burstId = recorder.state().id
  const ranges = laneOf(context, index).shares.find(other => other.share === share)?.items ?? []
  const { config } = store.job(burstId)
  const builder = buildGraphs(config)
  const given = () => itemsIn(context, ranges)
  const lineOf = (item: number, spec: PromptItem) => ({ item, id: spec.id, seed: spec.seed, ...builder.assign(spec) })
  function* inAnyOrder() {
    for (const { item, spec } of given()) yield lineOf(item, spec)
  }
  function* items() {
    for (const item of workOrder(inAnyOrder(), graphOrder(graphs.graphs)))
      for (const { spec } of store.items(burstId, item, item)) yield lineOf(item, spec)
  }
  const graphs = builder.collect(specsIn(context, ranges))
  const known = recorder.state().models
  const hasOwn = context.providerOf(index).facts.hasOwnModels === true
  const about = Object.fromEntries(
    Object.entries(graphs.graphs).map(([id, graph]) => [id, aboutGraph(graph, config, known)]),
  )
  return shareLines({
    share,
    job: burstId,
    graphs,
    needs: hasOwn ? {} : needsOf(context, graphs.graphs),
    about,
    inputs: inputsOf(config),
    items: items(),
  })
}

/** The places of models in the order in which the lane's own items come to them, some again and again. */
export function* modelPlacesOf(context: BurstContext, index: number): Generator<string> {
  const builder = buildGraphs(context.store.job(context.recorder.state().id).config)
  for (const { items } of laneOf(context, index).shares satisfies Lane['shares']) {
    const { graphs } = builder.collect(specsIn(context, items))
    for (const graph of graphOrder(graphs)) yield* placesIn(graphs[graph] ?? {})
  }
}

/** Under which names the pictures are to lie beside the share. */
export function inputsOf(config: JobConfig): string[] {
  return picturesOf(config).map(controlImageName)
}

function* itemsIn({ store, recorder }: BurstContext, ranges: Ranges) {
  const burstId = recorder.state().id
  for (const [from, to] of ranges) yield* store.items(burstId, from, to)
}

function* specsIn(context: BurstContext, ranges: Ranges) {
  for (const { spec } of itemsIn(context, ranges)) yield spec
}

const placesIn = (graph: Graph) => modelsOfGraph(graph).map(placeOfModel)

/** For each graph the models that we bring: what the instance holds by itself is not waited for. */
function needsOf({ recorder }: BurstContext, graphs: Readonly<Record<string, Graph>>): NonNullable<Share['needs']> {
  const known = new Map(recorder.state().models.map(model => [placeOfModel(model), model.sha256]))
  // Embeddings are in texts: every graph may have some.
  const embedded = [...known.keys()].filter(path => path.startsWith(`${EMBEDDINGS}/`))
  const needs = (graph: Graph) =>
    [...placesIn(graph), ...embedded].flatMap(path => {
      const sha256 = known.get(path)
      return sha256 === undefined ? [] : [{ path, sha256 }]
    })
  return Object.fromEntries(Object.entries(graphs).map(([id, graph]) => [id, needs(graph)]))
}
