import { LOADERS } from '../../../../../common/workflow/models.ts'
import type { NodeUi } from './cache.ts'
import type { GraphNode } from './graph.ts'
import { checkModelFile } from './model-files.ts'
import { planPicture } from './picture-plan.ts'
import { renderPicture } from './picture/render.ts'
import { PythonError, str, traceLine } from './python.ts'
import type { Run } from './run.ts'
import { isSampler, sample, shareOfSampling } from './sampling.ts'
import { saveImages } from './save-image.ts'

/** Does what a node does: takes its time, writes its files. Gives what an output node shows, null for all others. */
export async function runNode(run: Run, node: GraphNode): Promise<NodeUi['output'] | null> {
  const className = node.classType ?? ''
  if (Object.hasOwn(LOADERS, className)) await loadModel(run, node)
  else if (isSampler(className)) await sample(run, node)
  else if (className === 'ImageUpscaleWithModel') await upscale(run, node)
  else if (className === 'SaveImage') return saveImages(run, node, 'output')
  else if (className === 'PreviewImage') return saveImages(run, node, 'temp')
  else if (className === 'SaveImageWebsocket') sendImages(run, node)
  else if (className === 'TestSyncError')
    throw new PythonError('RuntimeError', 'Intentional sync execution error for testing', [
      traceLine('tests/execution/testing_nodes/testing-pack/async_test_nodes.py', 135, 'sync_error'),
    ])
  return null
}

const WHOLE_MODELS = new Set(['CheckpointLoaderSimple', 'UNETLoader'])
const LOADER_FRAMES: Readonly<Record<string, readonly string[]>> = {
  CheckpointLoaderSimple: [
    traceLine('nodes.py', 578, 'load_checkpoint'),
    traceLine('comfy/sd.py', 1173, 'load_checkpoint_guess_config'),
  ],
  LoraLoader: [traceLine('nodes.py', 677, 'load_lora')],
}

async function loadModel(run: Run, node: GraphNode): Promise<void> {
  const className = node.classType ?? ''
  for (const [input, folder] of Object.entries(LOADERS[className] ?? {}))
    checkNamedFile(run, className, folder, str(node.inputs?.[input]))
  run.loaded.push(...Object.keys(LOADERS[className] ?? {}).map(input => str(node.inputs?.[input])))
  if (WHOLE_MODELS.has(className)) await run.wait(run.machine.profile.checkpointLoadSeconds)
  run.throwIfInterrupted()
}

function checkNamedFile(run: Run, className: string, folder: string, name: string): void {
  if (folder === 'vae' && name === 'pixel_space') return
  const frames = LOADER_FRAMES[className] ?? [traceLine('nodes.py', 600, 'load_model')]
  const file = run.machine.models.find(folder, name)
  if (file === null)
    throw new PythonError('FileNotFoundError', `Model in folder '${folder}' with filename '${name}' not found.`, frames)
  try {
    checkModelFile(file)
  } catch (error) {
    if (error instanceof PythonError) throw new PythonError(error.type, error.message, [...frames, ...error.frames])
    throw error
  }
}

async function upscale(run: Run, node: GraphNode): Promise<void> {
  const { batch } = planPicture(run.item.graph, node.id, run.machine.folders)
  await run.wait(
    run.machine.profile.secondsPerImage * batch * run.slowness * shareOfSampling(run.item.graph, node.classType ?? ''),
  )
  run.throwIfInterrupted()
  run.tick(node.id, 1, 1, null)
}

/** Finished pictures over the socket, no file and no metadata. */
function sendImages(run: Run, node: GraphNode): void {
  const plan = planPicture(run.item.graph, node.id, run.machine.folders)
  for (let index = 0; index < plan.batch; index += 1)
    run.tick(node.id, index, plan.batch, () => ({
      kind: 'image/png',
      bytes: renderPicture(plan, index, run.machine.profile.png, []),
    }))
}
