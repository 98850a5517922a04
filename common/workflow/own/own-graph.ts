import { BurstError } from '../../errors.ts'
import type { OwnWorkflow } from '../../job/job.ts'
import { node, type Bindings, type Graph, type Link, type Place } from '../graph-node.ts'
import type { LoraUse } from '../prompt-tags.ts'
import { isLink } from './links.ts'

/**
 * The workflow with this checkpoint, and these LoRAs led through. BurstError where it has no place for them, or for a checkpoint
 * that a prompt names.
 */
export function ownGraphOf(
  { graph: drawn, places, loras: spot }: OwnWorkflow,
  { checkpoint, isTagged }: { readonly checkpoint: string; readonly isTagged: boolean },
  loras: readonly LoraUse[],
): { graph: Graph; bind: Bindings } {
  const graph: Graph = structuredClone(drawn)
  if (isTagged && (places.checkpoint ?? []).length === 0)
    throw new BurstError('usage', [
      {
        code: 'workflow-checkpoint',
        message: `The workflow has no place for ${checkpoint}, which a prompt names.`,
        remedy: 'Take <checkpoint:…> out of the prompts, or load the model with CheckpointLoaderSimple or UNETLoader.',
      },
    ])
  for (const [id, input] of places.checkpoint ?? []) if (graph[id]) graph[id].inputs[input] = checkpoint
  if (loras.length > 0 && spot === null)
    throw new BurstError('usage', [
      {
        code: 'workflow-loras',
        message: `The workflow has no model chain that ${loras[0]?.file} could be led through.`,
        remedy: 'Take the LoRAs out of the prompts, or load the model with CheckpointLoaderSimple or UNETLoader.',
      },
    ])
  if (spot !== null) leadThrough(graph, spot, loras)
  const bound = (list: readonly Place[] = []) => list
  return {
    graph,
    bind: {
      prompt: bound(places.prompt),
      negative: bound(places.negative),
      seed: bound(places.seed),
      prefix: bound(places.prefix),
      batch: bound(places.batch),
    },
  }
}

/** What the workflow itself does not want to see: it stays where a prompt says nothing of that. */
export function negativeOf({ graph, places }: OwnWorkflow): string {
  const [first] = places.negative ?? []
  const text = first && graph[first[0]]?.inputs[first[1]]
  return typeof text === 'string' ? text : ''
}

/** Whoever took the model, or its text encoder, from there takes it from the last LoRA. */
function leadThrough(
  graph: Graph,
  { model, clip }: NonNullable<OwnWorkflow['loras']>,
  loras: readonly LoraUse[],
): void {
  let last: { model: Link; clip: Link | null } = { model, clip }
  const chain: Graph = {}
  loras.forEach(({ file, modelStrength, clipStrength }, index) => {
    const id = `burst-lora-${index}`
    const strength = { lora_name: file, strength_model: modelStrength }
    chain[id] =
      last.clip === null
        ? node('LoraLoaderModelOnly', { model: last.model, ...strength })
        : node('LoraLoader', { model: last.model, clip: last.clip, ...strength, strength_clip: clipStrength })
    last = { model: [id, 0], clip: last.clip === null ? null : [id, 1] }
  })
  for (const { inputs } of Object.values(graph))
    for (const [input, value] of Object.entries(inputs))
      if (isSame(value, model)) inputs[input] = last.model
      else if (clip !== null && last.clip !== null && isSame(value, clip)) inputs[input] = last.clip
  Object.assign(graph, chain)
}

const isSame = (value: unknown, link: Link) => isLink(value) && value[0] === link[0] && value[1] === link[1]
