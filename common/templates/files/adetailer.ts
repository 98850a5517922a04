import { problemAt, type Findings } from '../findings.ts'
import { spotIn, type SourceFile, type TemplateSource } from '../source.ts'
import { describe, fieldOf, type MapNode, type TextNode, type YamlNode } from '../yaml/node.ts'
import { checkPresetVersion, overlay, presetRoot, type Fields } from './preset.ts'

/** Every field of a detector with its default, as the WebUI's extension has them. */
const DETECTOR: Fields = {
  ad_model: 'face_yolov8n.pt',
  ad_model_classes: '',
  ad_tab_enable: true,
  ad_prompt: '',
  ad_negative_prompt: '',
  ad_confidence: 0.3,
  ad_mask_filter_method: 'Area',
  ad_mask_k_largest: 0,
  ad_mask_min_ratio: 0,
  ad_mask_max_ratio: 1,
  ad_dilate_erode: 4,
  ad_x_offset: 0,
  ad_y_offset: 0,
  ad_mask_merge_invert: 'None',
  ad_mask_blur: 4,
  ad_denoising_strength: 0.4,
  ad_inpaint_only_masked: true,
  ad_inpaint_only_masked_padding: 32,
  ad_use_inpaint_width_height: false,
  ad_inpaint_width: 512,
  ad_inpaint_height: 512,
  ad_use_steps: false,
  ad_steps: 28,
  ad_use_cfg_scale: false,
  ad_cfg_scale: 7,
  ad_use_checkpoint: false,
  ad_checkpoint: null,
  ad_use_vae: false,
  ad_vae: null,
  ad_use_sampler: false,
  ad_sampler: 'DPM++ 2M Karras',
  ad_scheduler: 'Use same scheduler',
  ad_use_noise_multiplier: false,
  ad_noise_multiplier: 1,
  ad_use_clip_skip: false,
  ad_clip_skip: 1,
  ad_restore_face: false,
  ad_controlnet_model: 'None',
  ad_controlnet_module: 'None',
  ad_controlnet_weight: 1,
  ad_controlnet_guidance_start: 0,
  ad_controlnet_guidance_end: 1,
}

/** What a preset file can set; its other fields are dropped in silence, though an override may set them. */
const PRESET_FIELDS = new Set([
  'ad_model',
  'ad_confidence',
  'ad_mask_k_largest',
  'ad_prompt',
  'ad_negative_prompt',
  'ad_denoising_strength',
  'ad_inpaint_only_masked',
  'ad_inpaint_only_masked_padding',
  'ad_use_steps',
  'ad_steps',
  'ad_dilate_erode',
  'ad_mask_blur',
  'ad_x_offset',
  'ad_y_offset',
])

/** `parameters.adetailer`: a path, a mapping of `import` and `override`, or a list of these; one detector each. */
export function readAdetailer(
  source: TemplateSource,
  file: SourceFile,
  node: YamlNode,
  findings: Findings,
): { enabled: true; detectors: readonly Fields[] } {
  const items = node.kind === 'list' ? node.items : [node]
  const detectors = items.map(item => readDetector(source, file, item, findings)).filter(detector => detector !== null)
  return { enabled: true, detectors }
}

function readDetector(source: TemplateSource, file: SourceFile, node: YamlNode, findings: Findings): Fields | null {
  if (node.kind === 'text') return readPreset(source, file, node, findings)
  const path = node.kind === 'map' ? fieldOf(node, 'import') : null
  if (node.kind !== 'map' || path?.kind !== 'text') {
    findings.problems.push(
      problemAt(
        spotIn(file, node),
        'adetailer-not-a-preset',
        `\`adetailer\` holds ${describe(node)} where it wants a preset.`,
        'Name an .adetailer.yaml file, or write a mapping with `import` and, if wanted, `override`.',
      ),
    )
    return null
  }
  const preset = readPreset(source, file, path, findings)
  const override = fieldOf(node, 'override')
  if (preset === null || override?.kind !== 'map') return preset
  return overlay(preset, override, file, 'adetailer-unknown-field', findings)
}

function readPreset(source: TemplateSource, from: SourceFile, path: TextNode, findings: Findings): Fields | null {
  const preset = presetRoot(source, from, path, 'adetailer', findings)
  if (preset === null) return null
  const { root, file } = preset
  checkPresetVersion(root, file, 'adetailer', '2.0', findings)
  const detector = fieldOf(root, 'detector')
  if (detector?.kind === 'map')
    return overlay(DETECTOR, onlyPresetFields(detector), file, 'adetailer-unknown-field', findings)
  findings.problems.push(
    problemAt(
      spotIn(file, detector ?? root),
      'adetailer-detector',
      `${file.shown} has no mapping \`detector\`.`,
      'Write the fields of the detector under `detector`.',
    ),
  )
  return null
}

function onlyPresetFields(detector: MapNode): MapNode {
  return { ...detector, entries: new Map([...detector.entries].filter(([name]) => PRESET_FIELDS.has(name))) }
}
