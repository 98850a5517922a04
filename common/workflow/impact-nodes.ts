/**
 * The classes of Impact Pack 8.22 and Impact Subpack 1.3 that Burst uses, as their INPUT_TYPES have them
 * (github.com/ltdrdata/ComfyUI-Impact-Pack, modules/impact/impact_pack.py and hook_nodes.py; ComfyUI-Impact-Subpack,
 * modules/subpack_nodes.py). Read, not recorded: no server with them was asked.
 */
type Inputs = Readonly<Record<string, readonly unknown[]>>

/** As `/object_info` describes a class. */
export type DescribedClass = {
  readonly input: { readonly required: Inputs; readonly optional?: Inputs }
  readonly output: readonly string[]
  readonly output_node: boolean
}

const float = (value: number, min: number, max: number, step = 0.01) =>
  ['FLOAT', { default: value, min, max, step }] as const
const int = (value: number, min: number, max: number) => ['INT', { default: value, min, max, step: 1 }] as const
const flag = (value: boolean) => ['BOOLEAN', { default: value }] as const
const link = (type: string) => [type, {}] as const

const MAX_RESOLUTION = 16_384
const MAX_SEED = 18_446_744_073_709_552_000
const AREA = ['area(=w*h)', 'width', 'height', 'x1', 'y1', 'x2', 'y2']
/** Python's sys.maxsize, as far as a JavaScript number goes. */
const ANY_COUNT = Number.MAX_SAFE_INTEGER

/** `sampling`: the choices of the server's own sampler, which these classes take over. */
export function impactNodes(sampling: {
  samplers: unknown
  schedulers: readonly unknown[]
}): Record<string, DescribedClass> {
  return {
    ...nodeClass(
      'FaceDetailer',
      ['IMAGE', 'IMAGE', 'IMAGE', 'MASK', 'DETAILER_PIPE', 'IMAGE'],
      {
        image: link('IMAGE'),
        model: link('MODEL'),
        clip: link('CLIP'),
        vae: link('VAE'),
        guide_size: float(512, 64, MAX_RESOLUTION, 8),
        guide_size_for: flag(true),
        max_size: float(1024, 64, MAX_RESOLUTION, 8),
        seed: ['INT', { default: 0, min: 0, max: MAX_SEED }],
        steps: int(20, 1, 10_000),
        cfg: float(8, 0, 100),
        sampler_name: [sampling.samplers, {}],
        scheduler: [[...sampling.schedulers, 'AYS SDXL', 'AYS SD1', 'AYS SVD', 'GITS[coeff=1.2]'], {}],
        positive: link('CONDITIONING'),
        negative: link('CONDITIONING'),
        denoise: float(0.5, 0.0001, 1),
        feather: int(5, 0, 100),
        noise_mask: flag(true),
        force_inpaint: flag(true),
        bbox_threshold: float(0.5, 0, 1),
        bbox_dilation: int(10, -512, 512),
        bbox_crop_factor: float(3, 1, 10, 0.1),
        sam_detection_hint: [
          [
            'center-1',
            'horizontal-2',
            'vertical-2',
            'rect-4',
            'diamond-4',
            'mask-area',
            'mask-points',
            'mask-point-bbox',
            'none',
          ],
          {},
        ],
        sam_dilation: int(0, -512, 512),
        sam_threshold: float(0.93, 0, 1),
        sam_bbox_expansion: int(0, 0, 1000),
        sam_mask_hint_threshold: float(0.7, 0, 1),
        sam_mask_hint_use_negative: [['False', 'Small', 'Outter'], {}],
        drop_size: int(10, 1, MAX_RESOLUTION),
        bbox_detector: link('BBOX_DETECTOR'),
        wildcard: ['STRING', { multiline: true, dynamicPrompts: false }],
        cycle: int(1, 1, 10),
      },
      {
        sam_model_opt: link('SAM_MODEL'),
        segm_detector_opt: link('SEGM_DETECTOR'),
        detailer_hook: link('DETAILER_HOOK'),
        inpaint_model: flag(false),
        noise_mask_feather: int(20, 0, 100),
        scheduler_func_opt: link('SCHEDULER_FUNC'),
      },
    ),
    ...nodeClass('SEGSOrderedFilterDetailerHookProvider', ['DETAILER_HOOK'], {
      target: [AREA, {}],
      order: flag(true),
      take_start: int(0, 0, ANY_COUNT),
      take_count: int(1, 0, ANY_COUNT),
    }),
  }
}

export function subpackNodes(): Record<string, DescribedClass> {
  return nodeClass('UltralyticsDetectorProvider', ['BBOX_DETECTOR', 'SEGM_DETECTOR'], { model_name: [[], {}] })
}

function nodeClass(
  name: string,
  output: readonly string[],
  required: Inputs,
  optional: Inputs = {},
): Record<string, DescribedClass> {
  const hasOptional = Object.keys(optional).length > 0
  const described = {
    input: { required, ...(hasOptional ? { optional } : {}) },
    input_order: {
      required: Object.keys(required),
      ...(hasOptional ? { optional: Object.keys(optional) } : {}),
    },
    output,
    output_is_list: output.map(() => false),
    output_name: output,
    name,
    display_name: name,
    description: '',
    python_module: 'custom_nodes',
    category: 'ImpactPack',
    output_node: false,
  }
  return { [name]: described }
}
