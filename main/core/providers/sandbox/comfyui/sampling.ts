import type { Graph, GraphNode } from './graph.ts'
import { asLink } from './graph.ts'
import { planPicture } from './picture-plan.ts'
import { renderPreview } from './picture/render.ts'
import { PythonError, traceLine } from './python.ts'
import type { Run } from './run.ts'

/** Frames come at most this often (real ms), however many steps there are. */
const TICK_MS = 50

const SAMPLER_WEIGHT = 1
const UPSCALE_WEIGHT = 0.15
const DETAIL_WEIGHT = 0.3
const DETAILER = 'FaceDetailer'

export function isSampler(className: string): boolean {
  return (
    className === DETAILER ||
    className === 'KSampler' ||
    className === 'KSamplerAdvanced' ||
    className.startsWith('SamplerCustom')
  )
}

/** A picture takes the same time however many passes it has: each pass gets its share of it. */
export function shareOfSampling(graph: Graph, className: string): number {
  const weights = [...graph.nodes.values()].map(node => weightOf(node.classType ?? ''))
  return (
    weightOf(className) /
    Math.max(
      SAMPLER_WEIGHT,
      weights.reduce((sum, weight) => sum + weight, 0),
    )
  )
}

function weightOf(className: string): number {
  if (className === 'ImageUpscaleWithModel') return UPSCALE_WEIGHT
  if (className === DETAILER) return DETAIL_WEIGHT
  return isSampler(className) ? SAMPLER_WEIGHT : 0
}

/** Takes the time of a sampling pass, step by step. */
export async function sample(run: Run, node: GraphNode): Promise<void> {
  const { machine, item } = run
  const plan = planPicture(item.graph, node.id, machine.folders)
  if (machine.faults.isOutOfMemory(plan.batch)) throw outOfMemory()
  const seconds =
    machine.profile.secondsPerImage * plan.batch * run.slowness * shareOfSampling(item.graph, node.classType ?? '')
  const steps = stepsOf(node, item.graph)
  const ticks = Math.max(1, Math.min(steps, Math.ceil((seconds * 1000) / machine.clock.speed() / TICK_MS)))
  const isPreviewed = machine.profile.previews || machine.sockets.wantsMetadata(run.clientId)
  for (let tick = 1; tick <= ticks; tick += 1) {
    await run.wait(seconds / ticks)
    if (machine.faults.isCrashDue()) machine.crash()
    run.throwIfInterrupted()
    const step = Math.max(1, Math.round((steps * tick) / ticks))
    run.tick(
      node.id,
      step,
      steps,
      isPreviewed ? () => ({ kind: 'image/jpeg', bytes: renderPreview(plan, step / steps) }) : null,
    )
  }
}

function stepsOf(node: GraphNode, graph: Graph): number {
  const sigmas = asLink(node.inputs?.['sigmas'])
  const steps = Number(node.inputs?.['steps'] ?? (sigmas ? graph.nodes.get(sigmas.from)?.inputs?.['steps'] : undefined))
  const first = Number(node.inputs?.['start_at_step'] ?? 0)
  const last = Number(node.inputs?.['end_at_step'] ?? steps)
  return Math.max(1, Math.trunc(Math.min(steps, last) - first) || 1)
}

function outOfMemory(): PythonError {
  const frames = [
    traceLine('nodes.py', 1533, 'sample'),
    traceLine('nodes.py', 1500, 'common_ksampler'),
    traceLine('comfy/sample.py', 45, 'sample'),
  ]
  return new PythonError(
    'torch.OutOfMemoryError',
    'Allocation on device \nThis error means you ran out of memory on your GPU',
    frames,
  )
}
