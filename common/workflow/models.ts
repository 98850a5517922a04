import type { JobConfig, JobSettings, PromptItem } from '../job/job.ts'
import { detectorFolder } from './detectors.ts'
import { embeddingsIn } from './embeddings.ts'
import { buildGraphs } from './graph.ts'
import type { Graph } from './graph-node.ts'
import { hiresWay } from './hires.ts'
import { takeTags, taggedFile } from './prompt-tags.ts'
import { upscalerFile } from './model-files.ts'

/** A model file by ComfyUI's folder for its kind, under the name that the graph has for it. */
export type ModelFile = { readonly folder: string; readonly name: string }

/** Every model file that a job needs, each once: first those of every picture, then those of single prompts. Reads the prompts once. */
export function modelsOf({ config }: JobSettings, prompts: Iterable<PromptItem>): ModelFile[] {
  if (config.workflow) return modelsOfOwn(config, prompts)
  const found = new Map<string, ModelFile>()
  const need = (folder: string, name: string) => void found.set(`${folder}/${name}`, { folder, name })
  const always = config.loras.map(({ name }) => taggedFile(name))
  const tagged = new Set<string>()
  const checkpoints = new Set<string>()
  const embedded = new Set<string>()
  const named = embeddingsNamed(config)
  for (const item of prompts) {
    const { prompt } = item
    for (const name of named(item)) embedded.add(name)
    const { loras, checkpoint = config.checkpoint } = takeTags(prompt)
    checkpoints.add(checkpoint)
    for (const { file } of loras) tagged.add(file)
  }
  for (const name of checkpoints.size === 0 ? [config.checkpoint] : checkpoints) need('checkpoints', name)
  for (const name of always) need('loras', name)
  for (const { folder, name } of modelsOfPasses(config)) need(folder, name)
  for (const name of tagged) need('loras', name)
  for (const name of embedded) need(EMBEDDINGS, name)
  return [...found.values()]
}

/** Nobody but the graphs themselves knows what a workflow loads. */
function modelsOfOwn(config: JobConfig, prompts: Iterable<PromptItem>): ModelFile[] {
  const embedded = new Set<string>()
  const named = embeddingsNamed(config)
  function* noted() {
    for (const item of prompts) {
      for (const name of named(item)) embedded.add(name)
      yield item
    }
  }
  const loaded = Object.values(buildGraphs(config).collect(noted()).graphs).flatMap(modelsOfGraph)
  const all = [...loaded, ...[...embedded].map(name => ({ folder: EMBEDDINGS, name }))]
  return [...new Map(all.map(model => [`${model.folder}/${model.name}`, model])).values()]
}

/** ComfyUI's folder for them. They are in texts, and so in no graph. */
export const EMBEDDINGS = 'embeddings'

/** By each picture's texts as they are sent. */
function embeddingsNamed(config: JobConfig): (item: PromptItem) => string[] {
  const builder = buildGraphs(config)
  return item => {
    const { prompt, negative } = builder.assign(item)
    return [prompt, negative].flatMap(embeddingsIn)
  }
}

/** What the settings name beside checkpoint and LoRAs. */
function modelsOfPasses({ vae, hires, upscaler, controlnet = [], detailers = [] }: JobConfig): ModelFile[] {
  return [
    ...(vae === undefined ? [] : [{ folder: 'vae', name: vae }]),
    ...(hires && hiresWay(hires.upscaler).kind === 'model'
      ? [{ folder: 'upscale_models', name: upscalerFile(hires.upscaler) }]
      : []),
    ...(upscaler.enabled ? [{ folder: 'upscale_models', name: upscalerFile(upscaler.model) }] : []),
    ...controlnet.map(({ model }) => ({ folder: 'controlnet', name: model })),
    ...detailers.map(({ model }) => ({ folder: detectorFolder(model), name: model })),
  ]
}

/** Which inputs of a class name models, and the folder that it looks in (ComfyUI v0.3.64, nodes.py and comfy_extras; Impact Pack). */
export const LOADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CheckpointLoaderSimple: { ckpt_name: 'checkpoints' },
  LoraLoader: { lora_name: 'loras' },
  LoraLoaderModelOnly: { lora_name: 'loras' },
  VAELoader: { vae_name: 'vae' },
  UpscaleModelLoader: { model_name: 'upscale_models' },
  ControlNetLoader: { control_net_name: 'controlnet' },
  UNETLoader: { unet_name: 'diffusion_models' },
  CLIPLoader: { clip_name: 'text_encoders' },
  DualCLIPLoader: { clip_name1: 'text_encoders', clip_name2: 'text_encoders' },
  TripleCLIPLoader: { clip_name1: 'text_encoders', clip_name2: 'text_encoders', clip_name3: 'text_encoders' },
  CLIPVisionLoader: { clip_name: 'clip_vision' },
  StyleModelLoader: { style_model_name: 'style_models' },
  GLIGENLoader: { gligen_name: 'gligen' },
  HypernetworkLoader: { hypernetwork_name: 'hypernetworks' },
  PhotoMakerLoader: { photomaker_model_name: 'photomaker' },
  unCLIPCheckpointLoader: { ckpt_name: 'checkpoints' },
  ImageOnlyCheckpointLoader: { ckpt_name: 'checkpoints' },
  SAMLoader: { model_name: 'sams' },
  // Its names begin with the folder: `bbox/face_yolov8n.pt`.
  UltralyticsDetectorProvider: { model_name: 'ultralytics' },
}

/** The model files that a graph loads. */
export function modelsOfGraph(graph: Graph): ModelFile[] {
  return Object.values(graph).flatMap(({ class_type, inputs }) =>
    Object.entries(LOADERS[class_type] ?? {}).flatMap(([input, folder]) => {
      const name = inputs[input]
      return typeof name === 'string' ? [fileIn(folder, name)] : []
    }),
  )
}

/** A detector's kind is part of its folder here, so that its name is that of its file. */
function fileIn(folder: string, name: string): ModelFile {
  if (folder !== 'ultralytics') return { folder, name }
  const at = name.indexOf('/')
  return { folder: `${folder}/${name.slice(0, at)}`, name: name.slice(at + 1) }
}
