import sharp from 'sharp'
import type { Handlers, ReferenceView } from '../../../common/contract.ts'
import type { JobConfig, PromptItem } from '../../../common/job/job.ts'
import { controlImageName, picturesOf } from '../../../common/workflow/control-images.ts'
import { buildGraphs } from '../../../common/workflow/graph.ts'
import { boundGraph, type Graph } from '../../../common/workflow/graph-node.ts'
import { readInput } from '../jobs/read-input.ts'
import { answerOf } from '../providers/answers.ts'
import type { HomeComfyui } from '../providers/home/comfyui.ts'
import { HOME_GPU } from '../providers/home/provider.ts'
import { lackingAtHome } from '../providers/home/lacking.ts'
import { createPictureStore } from '../storage/picture-store.ts'
import type { Parts } from './parts.ts'

/** A look does not wait longer, and a card that hangs is not asked for ever, real ms. */
const DEADLINE_MS = 10 * 60_000
/** Longest side of what is shown, px. */
const SIDE_PX = 1024
/** References are for the first look: older ones are forgotten. */
const MOST_KEPT = 20

type Needed = Pick<Parts, 'db' | 'store' | 'service' | 'providers' | 'settings' | 'log'>

/**
 * The first picture of a burst as the card at home makes it: with a wrong model or a missing LoRA the two are not alike. It is made
 * while somebody looks at the first picture, of the very prompt and seed, and only where the card has nothing else to do.
 */
export function referenceHandlers({ db, store, service, providers, settings, log }: Needed) {
  const pictures = createPictureStore(db)
  const made = new Map<string, ReferenceView>()

  return {
    'bursts.reference': async ({ id: asked }): Promise<ReferenceView> => {
      const id = service.idOf(asked)
      const known = made.get(id)
      if (known) return known
      const comfyui = providers.home().comfyui()
      const { provider, lanes } = service.show(id)
      const isAtHome = provider === HOME_GPU || lanes.some(lane => lane.provider === HOME_GPU)
      const [first] = pictures.page(id, { order: 'oldest', offset: 0, limit: 1 })
      if (comfyui === null || isAtHome || settings()['private-mode'] || !first) return { state: 'none' }
      keep(id, { state: 'making' })
      const { config } = store.job(id)
      makeReference(comfyui, config, first.spec, `burst-reference-${id}`).then(
        picture => keep(id, { state: 'made', item: first.item, picture }),
        (error: unknown) => {
          log(`no reference of burst ${id} was made at home`, error)
          keep(id, { state: 'failed', message: error instanceof Error ? error.message : String(error) })
        },
      )
      return { state: 'making' }
    },
  } satisfies Partial<Handlers>

  function keep(id: string, view: ReferenceView): void {
    made.set(id, view)
    const [oldest] = made.keys()
    if (made.size > MOST_KEPT && oldest !== undefined) made.delete(oldest)
  }

  async function makeReference(
    comfyui: HomeComfyui,
    config: JobConfig,
    spec: PromptItem,
    clientId: string,
  ): Promise<string> {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    const home = providers.home()
    if (answerOf(home, await comfyui.queued(signal)) > 0) throw new Error('the card at home is busy')
    const graph = graphOf(config, spec, clientId)
    const [lacking] = lackingAtHome([graph], answerOf(home, await comfyui.choices(signal)))
    if (lacking) throw new Error(lacking.message)
    for (const file of picturesOf(config)) await comfyui.upload(controlImageName(file), await readInput(file), signal)
    const png = await comfyui.make(graph, clientId, signal)
    const small = await sharp(png)
      .resize(SIDE_PX, SIDE_PX, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 85 })
      .toBuffer()
    return `data:image/webp;base64,${small.toString('base64')}`
  }
}

function graphOf(config: JobConfig, spec: PromptItem, prefix: string): Graph {
  const builder = buildGraphs(config)
  const { graph, prompt, negative } = builder.assign(spec)
  const { graphs, bind } = builder.collect([spec])
  const places = bind[graph]
  if (!places) throw new Error(`prompt ${spec.id} has no graph`)
  return boundGraph(graphs[graph] ?? {}, places, { prompt, negative, seed: spec.seed, prefix, batch: 1 })
}
