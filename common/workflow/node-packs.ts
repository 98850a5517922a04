import type { JobConfig } from '../job/job.ts'
import { DETAILER_PACKS } from './detectors.ts'
import type { Graph } from './graph-node.ts'

/**
 * Nodes that ComfyUI does not bring along. They are programs that run on the instance with the worker's rights, so only what is
 * listed here is ever installed, at exactly this commit.
 */
export type NodePack = {
  /** Its folder below `custom_nodes`. */
  readonly name: string
  readonly repository: string
  readonly commit: string
  readonly version: string
  /** What it installs with pip, at exactly these versions where a version is known to be bad. */
  readonly requirements: readonly string[]
  /** The classes that Burst or a workflow may use of it. */
  readonly classes: readonly string[]
}

/** Releases 8.3.41, 42, 45 and 46 of ultralytics carried a miner (its issue 18027): never those. */
const ULTRALYTICS = 'ultralytics>=8.3.47'

export const NODE_PACKS: readonly NodePack[] = [
  {
    name: 'ComfyUI-Impact-Pack',
    repository: 'https://github.com/ltdrdata/ComfyUI-Impact-Pack',
    commit: '46f106861a648efd6a8fc84d4b3bad309b361ab6',
    version: '8.22.2',
    requirements: [
      'segment-anything',
      'scikit-image',
      'piexif',
      'transformers',
      'opencv-python-headless',
      'GitPython',
      'scipy>=1.11.4',
    ],
    classes: [
      'FaceDetailer',
      'DetailerForEach',
      'SAMLoader',
      'BboxDetectorSEGS',
      'SegmDetectorSEGS',
      'ImpactSEGSOrderedFilter',
      'SEGSOrderedFilterDetailerHookProvider',
    ],
  },
  {
    name: 'ComfyUI-Impact-Subpack',
    repository: 'https://github.com/ltdrdata/ComfyUI-Impact-Subpack',
    commit: '0e2638b699023b77407606a575c87fa3d46c2e26',
    version: '1.3.2',
    requirements: ['matplotlib', ULTRALYTICS],
    classes: ['UltralyticsDetectorProvider'],
  },
]

/** The names of the packs that a job's pictures need, in the order in which they are installed. */
export function packsOf({ detailers = [], workflow }: JobConfig): string[] {
  if (workflow) return packsOfGraph(workflow.graph)
  return detailers.length > 0 ? [...DETAILER_PACKS] : []
}

export function packsOfGraph(graph: Graph): string[] {
  const used = new Set(Object.values(graph).map(({ class_type }) => class_type))
  return NODE_PACKS.filter(({ classes }) => classes.some(name => used.has(name))).map(({ name }) => name)
}
