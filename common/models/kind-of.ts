import type { ModelBase, ModelKind } from './model.ts'
import type { SafetensorsHeader } from './safetensors.ts'

export type Recognised = { readonly kind: ModelKind; readonly base: ModelBase | null }

/**
 * What a file is, by the names of its tensors: each trainer and converter keeps those of the code that loads them.
 *
 * The first rule that fits decides; those of parts of a checkpoint come behind the checkpoint's own.
 */
export function kindOf(header: SafetensorsHeader): Recognised {
  const names = [...header.tensors.keys()]
  const has = (pattern: RegExp) => names.some(name => pattern.test(name))
  const kind = RULES.find(([, patterns]) => patterns.every(has))?.[0] ?? 'unknown'
  return { kind, base: baseOf(header, kind, has) }
}

const UNET = /^model\.diffusion_model\./
const RULES: readonly (readonly [ModelKind, readonly RegExp[]])[] = [
  ['lora', [/\.(?:lora_up|lora_down|lora_A|lora_B|lora\.up|lora\.down|hada_w1_a|lokr_w1(?:_a)?|oft_blocks)(?:\.|$)/]],
  ['controlnet', [/^(?:control_model\.|controlnet_cond_embedding\.|controlnet_blocks\.|input_hint_block\.)/]],
  ['checkpoint', [UNET, /^(?:cond_stage_model|conditioner|text_encoders)\./]],
  ['checkpoint', [UNET, /^first_stage_model\./]],
  [
    'diffusion-model',
    [/^(?:model\.diffusion_model\.|double_blocks\.|transformer_blocks\.|joint_blocks\.|input_blocks\.)/],
  ],
  ['diffusion-model', [/^down_blocks\./, /^time_embedding\./]],
  ['vae', [/^(?:first_stage_model\.)?encoder\.conv_in\./, /^(?:first_stage_model\.)?decoder\.conv_out\./]],
  [
    'text-encoder',
    [/^(?:text_model\.encoder\.layers|encoder\.block\.\d+\.layer\.\d+\.SelfAttention|transformer\.text_model)\b/],
  ],
  ['embedding', [/^(?:emb_params|clip_l|clip_g|string_to_param\.\*)$/]],
  ['upscaler', [/^(?:params_ema\.|params\.)?(?:conv_first|model\.0)\.weight$/]],
]

/** Trainers note the family under these keys (kohya's sd-scripts; modelspec). */
const NOTED = ['ss_base_model_version', 'modelspec.architecture'] as const
const FAMILIES: readonly (readonly [ModelBase, RegExp])[] = [
  ['flux', /flux/i],
  ['sd3', /sd3|stable-diffusion-v?3/i],
  ['sdxl', /sdxl|stable-diffusion-xl/i],
  ['sd21', /sd_?v2|stable-diffusion-v2/i],
  ['sd15', /sd_?v1|stable-diffusion-v1/i],
]

function baseOf(
  { tensors, metadata }: SafetensorsHeader,
  kind: ModelKind,
  has: (pattern: RegExp) => boolean,
): ModelBase | null {
  for (const key of NOTED) {
    const noted = metadata[key]
    const family = noted === undefined ? undefined : FAMILIES.find(([, pattern]) => pattern.test(noted))
    if (family) return family[0]
  }
  if (has(/(?:^|\.)double_blocks[._]/)) return 'flux'
  if (has(/(?:^|\.)joint_blocks[._]/)) return 'sd3'
  if (has(/^conditioner\.embedders\.1\./)) return 'sdxl'
  if (has(/^cond_stage_model\.model\./)) return 'sd21'
  if (has(/^cond_stage_model\.transformer\./)) return 'sd15'
  if (kind === 'lora' && has(/^lora_te2_/)) return 'sdxl'
  if (kind === 'embedding') return tensors.has('clip_g') ? 'sdxl' : embeddingBase(tensors)
  return null
}

/** The width of one token of the text encoder: 768 in SD 1, 1024 in SD 2. */
function embeddingBase(tensors: SafetensorsHeader['tensors']): ModelBase | null {
  const width = tensors.get('emb_params')?.at(-1)
  return width === 768 ? 'sd15' : width === 1024 ? 'sd21' : null
}
