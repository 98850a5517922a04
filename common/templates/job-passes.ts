import { z } from 'zod'
import { Detailer, Hires, type ControlUnit } from '../job/job.ts'
import { isMediaPipe } from '../workflow/detectors.ts'
import type { Findings } from './findings.ts'
import { checked, read, warnOfUnmade, type Asked } from './job-parameters.ts'
import { joinPath } from './paths.ts'

/** As the WebUI takes them where a template is silent. */
const HIRES = { scale: 2, upscaler: 'Latent', denoising_strength: 0.7, steps: 0 }

export function hiresOf(asked: Asked, findings: Findings): Hires | undefined {
  const isOn = read(asked, 'enable_hr', z.boolean(), findings)
  const { scale, upscaler, denoising_strength, steps } = Hires.shape
  const hires = {
    scale: read(asked, 'hr_scale', scale, findings) ?? HIRES.scale,
    upscaler: read(asked, 'hr_upscaler', upscaler, findings) ?? HIRES.upscaler,
    denoising_strength: read(asked, 'denoising_strength', denoising_strength, findings) ?? HIRES.denoising_strength,
    steps: read(asked, 'hr_second_pass_steps', steps, findings) ?? HIRES.steps,
  }
  return isOn === true ? hires : undefined
}

/** The fields of ADetailer that decide what is made; the others, by what they are where they ask for nothing. */
const AskedDetailer = z.looseObject({
  ad_model: z.string(),
  ad_tab_enable: z.boolean(),
  ad_prompt: z.string(),
  ad_negative_prompt: z.string(),
  ad_confidence: Detailer.shape.confidence,
  ad_mask_k_largest: Detailer.shape.largest,
  ad_dilate_erode: Detailer.shape.dilation,
  ad_mask_blur: Detailer.shape.mask_blur,
  ad_denoising_strength: Detailer.shape.denoising_strength,
  ad_inpaint_only_masked_padding: Detailer.shape.padding,
  ad_use_inpaint_width_height: z.boolean(),
  ad_inpaint_width: z.int().min(64).max(8192),
  ad_inpaint_height: z.int().min(64).max(8192),
  ad_use_steps: z.boolean(),
  ad_steps: z.int().min(1).max(1000),
  ad_use_cfg_scale: z.boolean(),
  ad_cfg_scale: z.number().min(0).max(100),
  ad_use_sampler: z.boolean(),
  ad_sampler: z.string(),
  ad_scheduler: z.string(),
})
type AskedDetailer = z.infer<typeof AskedDetailer>

const WITHOUT_EFFECT: Readonly<Record<string, unknown>> = {
  ad_model_classes: '',
  ad_mask_min_ratio: 0,
  ad_mask_max_ratio: 1,
  ad_x_offset: 0,
  ad_y_offset: 0,
  ad_mask_merge_invert: 'None',
  ad_inpaint_only_masked: true,
  ad_use_checkpoint: false,
  ad_use_vae: false,
  ad_use_noise_multiplier: false,
  ad_use_clip_skip: false,
  ad_restore_face: false,
  ad_controlnet_model: 'None',
}

const Detailers = z.object({ detectors: z.array(z.record(z.string(), z.unknown())).max(8) })

export function detailersOf(asked: Asked, findings: Findings): Detailer[] | undefined {
  const found = read(asked, 'adetailer', Detailers, findings)?.detectors.flatMap((fields, index) => {
    const detailer = checked(asked, ['adetailer', index], fields, AskedDetailer, findings)
    if (!detailer || !isWanted(asked, detailer, findings)) return []
    for (const [name, value] of Object.entries(WITHOUT_EFFECT))
      if (fields[name] !== undefined && fields[name] !== value)
        warnOfUnmade(asked, 'adetailer', `adetailer.${name}`, 'Take it out, or accept a pass without it.', findings)
    return [detailerOf(detailer)]
  })
  return found && found.length > 0 ? found : undefined
}

function isWanted(asked: Asked, { ad_model, ad_tab_enable, ad_prompt }: AskedDetailer, findings: Findings): boolean {
  if (!ad_tab_enable || ad_model === 'None') return false
  if (isMediaPipe(ad_model)) {
    const remedy = 'Use a detector with a file of its own, as in face_yolov8n.pt.'
    warnOfUnmade(asked, 'adetailer', `adetailer (${ad_model})`, remedy, findings)
    return false
  }
  if (/\[SEP\]|\[SKIP\]|\[PROMPT\]|\{\w+\}/.test(ad_prompt)) {
    const remedy = 'Write one text for all that is found, without [SEP], [SKIP], [PROMPT] and placeholders.'
    warnOfUnmade(asked, 'adetailer', `adetailer.ad_prompt (its marks)`, remedy, findings)
  }
  return true
}

const SAME_SCHEDULER = 'use same scheduler'

function detailerOf(asked: AskedDetailer): Detailer {
  const ownScheduler = asked.ad_scheduler.toLowerCase() === SAME_SCHEDULER ? null : asked.ad_scheduler
  return {
    model: asked.ad_model,
    prompt: asked.ad_prompt,
    negative_prompt: asked.ad_negative_prompt,
    confidence: asked.ad_confidence,
    largest: asked.ad_mask_k_largest,
    dilation: asked.ad_dilate_erode,
    mask_blur: asked.ad_mask_blur,
    denoising_strength: asked.ad_denoising_strength,
    padding: asked.ad_inpaint_only_masked_padding,
    size: asked.ad_use_inpaint_width_height ? Math.max(asked.ad_inpaint_width, asked.ad_inpaint_height) : null,
    steps: asked.ad_use_steps ? asked.ad_steps : null,
    cfg_scale: asked.ad_use_cfg_scale ? asked.ad_cfg_scale : null,
    sampler: asked.ad_use_sampler ? asked.ad_sampler : null,
    scheduler: asked.ad_use_sampler ? ownScheduler : null,
  }
}

const AskedUnit = z.looseObject({
  model: z.string().min(1).max(400),
  image: z.unknown(),
  module: z.string(),
  weight: z.number().min(0).max(10),
  guidance_start: z.number().min(0).max(1),
  guidance_end: z.number().min(0).max(1),
  resize_mode: z.string(),
  control_mode: z.string(),
})

const Units = z.object({ units: z.array(z.record(z.string(), z.unknown())).max(8) })

/** `folder` is that of the entry prompt: paths of pictures start there. */
export function controlUnitsOf(asked: Asked, folder: string, findings: Findings): ControlUnit[] | undefined {
  const found = read(asked, 'controlnet', Units, findings)?.units.flatMap((fields, index) => {
    const unit = checked(asked, ['controlnet', index], fields, AskedUnit, findings)
    if (!unit) return []
    const say = (what: string, remedy: string) =>
      warnOfUnmade(asked, 'controlnet', `controlnet${what}`, remedy, findings)
    if (typeof unit.image !== 'string' || unit.image === '') {
      say(' without a picture', 'Name one file under `image`; a placeholder there is not read.')
      return []
    }
    if (unit.module.toLowerCase() !== 'none')
      say(`.module (${unit.module})`, 'Give a picture that is prepared already, and `module: none`.')
    if (unit.control_mode !== 'Balanced') say(`.control_mode`, 'Use Balanced, or another weight.')
    const { model, weight, guidance_start, guidance_end } = unit
    const resize_mode = unit.resize_mode === 'Just Resize' ? ('stretch' as const) : ('crop' as const)
    return [{ model, image: joinPath(folder, unit.image), weight, guidance_start, guidance_end, resize_mode }]
  })
  return found && found.length > 0 ? found : undefined
}

const NO_VAE = new Set(['automatic', 'none'])

/** A1111's two words for the checkpoint's own mean none. */
export function vaeOf(asked: Asked, findings: Findings): string | undefined {
  const vae = read(asked, 'vae', z.string().min(1).max(400), findings)
  return vae === null || NO_VAE.has(vae.toLowerCase()) ? undefined : vae
}

export function clipSkipOf(asked: Asked, findings: Findings): number | undefined {
  const skip = read(asked, 'clip_skip', z.int().min(1).max(12), findings)
  return skip === null || skip === 1 ? undefined : skip
}
