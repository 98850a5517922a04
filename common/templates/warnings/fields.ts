import { didYouMean, problemAt, type Findings } from '../findings.ts'
import { rootMapOf, spotIn, type SourceFile } from '../source.ts'
import type { MergedTemplate } from '../inherit.ts'
import { fieldOf } from '../yaml/node.ts'

const COMMON = ['version', 'type', 'name', 'description', 'implements', 'negative_prompt', 'imports', 'chunks']
const FIELDS = new Set([
  ...COMMON,
  'parameters',
  'themes',
  'output',
  'defaults',
  'themable',
  'style_sensitive_placeholders',
  'base_path',
  'prompt',
  'prompts',
  'template',
  'generation',
])

const GENERATION = new Set(['mode', 'seed', 'seed_mode', 'max_images'])

/** What a request is made of, what presets fill, and what Burst adds. */
const PARAMETERS = new Set(
  (
    'steps cfg_scale width height sampler scheduler batch_size n_iter ' +
    'enable_hr hr_scale hr_upscaler denoising_strength hr_second_pass_steps ' +
    'adetailer controlnet checkpoint loras upscaler vae clip_skip workflow'
  ).split(' '),
)
/** Names that another program gives to a known parameter. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  sampler_name: 'sampler',
  sampler_index: 'sampler',
  cfg: 'cfg_scale',
  guidance_scale: 'cfg_scale',
  batch_count: 'n_iter',
  model: 'checkpoint',
  sd_model_checkpoint: 'checkpoint',
  sd_vae: 'vae',
  CLIP_stop_at_last_layers: 'clip_skip',
}

/** Fields and parameters that nothing reads: a slip there changes the pictures without a word. */
export function warnOfFields(template: MergedTemplate, findings: Findings): void {
  for (const file of template.chain) warnOfUnknownFields(file, findings)
  for (const [key, { node, from }] of template.parameters) {
    if (PARAMETERS.has(key)) continue
    const other = Object.hasOwn(OTHER_NAMES, key) ? ` Did you mean ${OTHER_NAMES[key]}?` : didYouMean(key, PARAMETERS)
    findings.warnings.push(
      problemAt(
        spotIn(from, node),
        'parameter-not-used',
        `\`parameters.${key}\` is kept in the record, but no picture is made with it.${other}`,
        'Correct its name, or remove it.',
        { subjects: [`parameters.${key}`] },
      ),
    )
  }
}

function warnOfUnknownFields(file: SourceFile, findings: Findings): void {
  const root = rootMapOf(file)
  const generation = root && fieldOf(root, 'generation')
  const known = [
    ...(root ? [...root.entries].map(([field, { place }]) => ({ field, place, in: FIELDS, path: field })) : []),
    ...(generation?.kind === 'map'
      ? [...generation.entries].map(([field, { place }]) => ({
          field,
          place,
          in: GENERATION,
          path: `generation.${field}`,
        }))
      : []),
  ]
  for (const { field, place, in: fields, path } of known)
    if (!fields.has(field))
      findings.warnings.push(
        problemAt(
          spotIn(file, { place }),
          'unknown-field',
          `Nothing reads the field \`${path}\`.${didYouMean(field, fields)}`,
          'Correct its name, or remove it.',
          { subjects: [path] },
        ),
      )
}
