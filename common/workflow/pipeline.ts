import type { ControlUnit, Detailer, Hires, JobConfig } from '../job/job.ts'
import { controlImageName } from './control-images.ts'
import { detectorName } from './detectors.ts'
import { node, type Graph, type Link } from './graph-node.ts'
import { hiresSize, hiresWay, type Size } from './hires.ts'
import { upscalerFile } from './model-files.ts'
import { samplerOf } from './samplers.ts'

/** What the passes of one graph share. */
export type Basis = {
  readonly model: Link
  readonly clip: Link
  readonly vae: Link
  readonly positive: Link
  readonly negative: Link
  readonly generation: JobConfig['generation']
}

/** The nodes of a pass, what comes out of it, and which inputs take the seed of the item. */
export type Pass<Out> = {
  readonly graph: Graph
  readonly out: Out
  readonly seeds?: readonly (readonly [string, string])[]
}

export function upscalePass(model: string, { width, height }: Size, image: Link): Pass<Link> {
  return {
    graph: {
      '11': node('UpscaleModelLoader', { model_name: upscalerFile(model) }),
      '12': node('ImageUpscaleWithModel', { upscale_model: ['11', 0], image }),
      '13': node('ImageScale', { image: ['12', 0], upscale_method: 'lanczos', width, height, crop: 'disabled' }),
    },
    out: ['13', 0],
  }
}

/** Each unit changes both conditionings and hands them on, as A1111 applies them one after the other. */
export function controlPass(
  units: readonly ControlUnit[],
  { width, height }: Size,
  texts: { readonly positive: Link; readonly negative: Link },
): Pass<{ readonly positive: Link; readonly negative: Link }> {
  const graph: Graph = {}
  let { positive, negative } = texts
  units.forEach((unit, index) => {
    const [image, stretch, loader, apply] = idsOf(30 + 4 * index, 4)
    graph[image] = node('LoadImage', { image: controlImageName(unit.image) })
    if (unit.resize_mode === 'stretch')
      graph[stretch] = node('ImageScale', {
        image: [image, 0],
        upscale_method: 'lanczos',
        width,
        height,
        crop: 'disabled',
      })
    graph[loader] = node('ControlNetLoader', { control_net_name: unit.model })
    graph[apply] = node('ControlNetApplyAdvanced', {
      positive,
      negative,
      control_net: [loader, 0],
      image: [unit.resize_mode === 'stretch' ? stretch : image, 0],
      strength: unit.weight,
      start_percent: unit.guidance_start,
      end_percent: unit.guidance_end,
    })
    positive = [apply, 0]
    negative = [apply, 1]
  })
  return { graph, out: { positive, negative } }
}

/**
 * The second pass of A1111's hires fix: the latent is enlarged, or the picture is and becomes one again; then as many steps
 * as it says are sampled (ComfyUI's KSampler does exactly so many, whatever the denoising strength).
 */
export function hiresPass(hires: Hires, latent: Link, basis: Basis): Pass<Link> {
  const { generation, model, positive, negative } = basis
  const size = hiresSize(generation, hires.scale)
  const enlarged = enlargedLatent(hires, size, latent, basis.vae)
  return {
    graph: {
      ...enlarged.graph,
      '25': node('KSampler', {
        model,
        seed: 0,
        steps: hires.steps === 0 ? generation.steps : hires.steps,
        cfg: generation.cfg_scale,
        ...samplingOf(generation.sampler, generation.scheduler),
        positive,
        negative,
        latent_image: enlarged.out,
        denoise: hires.denoising_strength,
      }),
    },
    out: ['25', 0],
    seeds: [['25', 'seed']],
  }
}

function enlargedLatent({ upscaler }: Hires, size: Size, latent: Link, vae: Link): Pass<Link> {
  const way = hiresWay(upscaler)
  const scaled = { ...size, crop: 'disabled' }
  if (way.kind === 'latent')
    return {
      graph: { '20': node('LatentUpscale', { samples: latent, upscale_method: way.method, ...scaled }) },
      out: ['20', 0],
    }
  const decoded = node('VAEDecode', { samples: latent, vae })
  const encoded = node('VAEEncode', { pixels: ['23', 0], vae })
  if (way.kind === 'pixels')
    return {
      graph: {
        '20': decoded,
        '23': node('ImageScale', { image: ['20', 0], upscale_method: way.method, ...scaled }),
        '24': encoded,
      },
      out: ['24', 0],
    }
  return {
    graph: {
      '20': decoded,
      '21': node('UpscaleModelLoader', { model_name: upscalerFile(upscaler) }),
      '22': node('ImageUpscaleWithModel', { upscale_model: ['21', 0], image: ['20', 0] }),
      '23': node('ImageScale', { image: ['22', 0], upscale_method: 'lanczos', ...scaled }),
      '24': encoded,
    },
    out: ['24', 0],
  }
}

/** ADetailer's padding is in pixels, Impact Pack's crop a factor: they agree for a find of so many pixels. */
const USUAL_FIND_PIXELS = 128
/** The range of `bbox_crop_factor`. */
const MOST_CROP = 10

/** Of `guide_size`, pixels. */
const LEAST_GUIDE = 64

/** ADetailer's passes as Impact Pack's FaceDetailer does them (its version 8), one after the other. */
export function detailPasses(detailers: readonly Detailer[], image: Link, basis: Basis): Pass<Link> {
  const graph: Graph = {}
  const seeds: [string, string][] = []
  let out = image
  detailers.forEach((detailer, index) => {
    const [detector, positive, negative, filter, pass] = idsOf(70 + 5 * index, 5)
    const name = detectorName(detailer.model)
    const { generation } = basis
    const size = detailer.size ?? Math.max(LEAST_GUIDE, generation.width, generation.height)
    graph[detector] = node('UltralyticsDetectorProvider', { model_name: name })
    if (detailer.prompt !== '') graph[positive] = node('CLIPTextEncode', { text: detailer.prompt, clip: basis.clip })
    if (detailer.negative_prompt !== '')
      graph[negative] = node('CLIPTextEncode', { text: detailer.negative_prompt, clip: basis.clip })
    if (detailer.largest > 0)
      graph[filter] = node('SEGSOrderedFilterDetailerHookProvider', {
        target: 'area(=w*h)',
        order: true,
        take_start: 0,
        take_count: detailer.largest,
      })
    graph[pass] = node('FaceDetailer', {
      image: out,
      model: basis.model,
      clip: basis.clip,
      vae: basis.vae,
      guide_size: size,
      guide_size_for: false,
      max_size: size,
      seed: 0,
      steps: detailer.steps ?? generation.steps,
      cfg: detailer.cfg_scale ?? generation.cfg_scale,
      ...samplingOf(detailer.sampler ?? generation.sampler, detailer.scheduler ?? generation.scheduler),
      positive: detailer.prompt === '' ? basis.positive : [positive, 0],
      negative: detailer.negative_prompt === '' ? basis.negative : [negative, 0],
      denoise: detailer.denoising_strength,
      feather: detailer.mask_blur,
      noise_mask: true,
      force_inpaint: true,
      bbox_threshold: detailer.confidence,
      bbox_dilation: detailer.dilation,
      bbox_crop_factor: Math.min(MOST_CROP, 1 + (2 * detailer.padding) / USUAL_FIND_PIXELS),
      ...WITHOUT_SAM,
      drop_size: 10,
      bbox_detector: [detector, 0],
      wildcard: '',
      cycle: 1,
      noise_mask_feather: detailer.mask_blur,
      ...(name.startsWith('segm/') ? { segm_detector_opt: [detector, 1] } : {}),
      ...(detailer.largest > 0 ? { detailer_hook: [filter, 0] } : {}),
    })
    seeds.push([pass, 'seed'])
    out = [pass, 0]
  })
  return { graph, out, seeds }
}

/** The node asks for them also where no SAM model is there to use them: its own defaults. */
const WITHOUT_SAM = {
  sam_detection_hint: 'center-1',
  sam_dilation: 0,
  sam_threshold: 0.93,
  sam_bbox_expansion: 0,
  sam_mask_hint_threshold: 0.7,
  sam_mask_hint_use_negative: 'False',
} as const

function samplingOf(sampler: string, scheduler: string) {
  const choice = samplerOf(sampler, scheduler)
  return { sampler_name: choice.sampler_name, scheduler: choice.scheduler }
}

function idsOf<Count extends 4 | 5>(
  first: number,
  count: Count,
): Count extends 4 ? [string, string, string, string] : [string, string, string, string, string]
function idsOf(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(first + index))
}
