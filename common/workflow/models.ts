import type { JobSettings, PromptItem } from '../job/job.ts'
import type { Graph } from './graph.ts'
import { loraFile, takeLoraTags } from './lora-tags.ts'
import { upscalerFile } from './model-files.ts'

/** A model file by ComfyUI's folder for its kind, under the name that the graph has for it. */
export type ModelFile = { readonly folder: 'checkpoints' | 'loras' | 'upscale_models'; readonly name: string }

/** Every model file that a job needs, each once: first those of every picture, then the LoRAs of prompts. Reads the prompts once. */
export function modelsOf({ config }: JobSettings, prompts: Iterable<PromptItem>): ModelFile[] {
  const always = new Set(config.loras.map(({ name }) => loraFile(name)))
  const sometimes = new Set<string>()
  for (const { prompt } of prompts) for (const { file } of takeLoraTags(prompt).loras) sometimes.add(file)
  const lora = (name: string): ModelFile => ({ folder: 'loras', name })
  return [
    { folder: 'checkpoints', name: config.checkpoint },
    ...[...always].map(lora),
    ...(config.upscaler.enabled
      ? [{ folder: 'upscale_models' as const, name: upscalerFile(config.upscaler.model) }]
      : []),
    ...[...sometimes].filter(name => !always.has(name)).map(lora),
  ]
}

/** Where a graph of ours names a model: the input of each class that loads one, and the folder that it looks in. */
const LOADERS: Readonly<Record<string, readonly [input: string, folder: ModelFile['folder']]>> = {
  CheckpointLoaderSimple: ['ckpt_name', 'checkpoints'],
  LoraLoader: ['lora_name', 'loras'],
  UpscaleModelLoader: ['model_name', 'upscale_models'],
}

/** The model files that a graph loads. */
export function modelsOfGraph(graph: Graph): ModelFile[] {
  return Object.values(graph).flatMap(({ class_type, inputs }) => {
    const [input, folder] = LOADERS[class_type] ?? []
    const name = input === undefined ? undefined : inputs[input]
    return folder !== undefined && typeof name === 'string' ? [{ folder, name }] : []
  })
}
