import { problemAt, type Findings } from '../findings.ts'
import { spotIn, type SourceFile, type TemplateSource } from '../source.ts'
import { fieldOf, type MapNode, type TextNode, type YamlNode } from '../yaml/node.ts'
import { checkPresetVersion, overlay, presetRoot, type Fields } from './preset.ts'

const UNIT: Fields = {
  model: '',
  image: null,
  module: 'none',
  weight: 1,
  guidance_start: 0,
  guidance_end: 1,
  processor_res: 512,
  threshold_a: 64,
  threshold_b: 128,
  resize_mode: 'Crop and Resize',
  control_mode: 'Balanced',
  pixel_perfect: false,
  low_vram: false,
  guess_mode: false,
}

/**
 * `parameters.controlnet`: a path, a list of paths, or one unit written out.
 *
 * In a list the first mapping, wherever it stands, overrides fields of the first unit; without a path there are no units.
 */
export function readControlnet(
  source: TemplateSource,
  file: SourceFile,
  node: YamlNode,
  findings: Findings,
): { units: readonly Fields[] } {
  if (node.kind === 'map') return { units: [readUnit(node, file, findings)] }
  if (node.kind === 'text') return { units: readPreset(source, file, node, findings) }
  if (node.kind === 'list') return { units: readList(source, file, node.items, findings) }
  findings.problems.push(
    problemAt(
      spotIn(file, node),
      'controlnet-not-a-unit',
      '`controlnet` is neither a preset nor a unit.',
      'Name a .controlnet.yaml file, or write the fields of one unit.',
    ),
  )
  return { units: [] }
}

function readList(
  source: TemplateSource,
  file: SourceFile,
  items: readonly YamlNode[],
  findings: Findings,
): readonly Fields[] {
  const paths = items.filter(item => item.kind === 'text')
  const override = items.find(item => item.kind === 'map')
  const [first, ...rest] = paths.flatMap(path => readPreset(source, file, path, findings))
  if (first === undefined) return []
  return [override ? overlay(first, override, file, 'controlnet-unknown-field', findings) : first, ...rest]
}

function readPreset(source: TemplateSource, from: SourceFile, path: TextNode, findings: Findings): readonly Fields[] {
  const preset = presetRoot(source, from, path, 'controlnet', findings)
  if (preset === null) return []
  const { root, file } = preset
  checkPresetVersion(root, file, 'controlnet', '1.0', findings)
  const type = fieldOf(root, 'type')
  const units = fieldOf(root, 'units')
  const maps = units?.kind === 'list' ? units.items.filter(item => item.kind === 'map') : []
  if (type?.kind === 'text' && type.value === 'controlnet_config' && maps.length > 0)
    return maps.map(map => readUnit(map, file, findings))
  findings.problems.push(
    problemAt(
      spotIn(file, units ?? root),
      'controlnet-preset',
      `${file.shown} is not a ControlNet preset.`,
      'It wants `type: controlnet_config` and a list `units` of mappings, each with a `model`.',
    ),
  )
  return []
}

function readUnit(map: MapNode, file: SourceFile, findings: Findings): Fields {
  const model = fieldOf(map, 'model')
  if (model?.kind !== 'text' || model.value === '')
    findings.problems.push(
      problemAt(spotIn(file, map), 'controlnet-model', 'A ControlNet unit names no model.', 'Add `model`.'),
    )
  return overlay(UNIT, map, file, 'controlnet-unknown-field', findings)
}
