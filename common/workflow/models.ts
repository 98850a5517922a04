import type { JobSettings, PromptItem } from '../job/job.ts'
import { loraFile, takeLoraTags } from './lora-tags.ts'
import { upscalerFile } from './model-files.ts'

/** A model file by ComfyUI's folder for its kind. */
export type ModelFile = { readonly folder: 'checkpoints' | 'loras' | 'upscale_models'; readonly name: string }

/** Every model file that a job needs, LoRAs named in its prompts too; each once. Reads the prompts once. */
export function modelsOf({ config }: JobSettings, prompts: Iterable<PromptItem>): ModelFile[] {
  const loras = new Set(config.loras.map(({ name }) => loraFile(name)))
  for (const { prompt } of prompts) for (const { file } of takeLoraTags(prompt).loras) loras.add(file)
  return [
    { folder: 'checkpoints', name: config.checkpoint },
    ...[...loras].map(name => ({ folder: 'loras' as const, name })),
    ...(config.upscaler.enabled
      ? [{ folder: 'upscale_models' as const, name: upscalerFile(config.upscaler.model) }]
      : []),
  ]
}
