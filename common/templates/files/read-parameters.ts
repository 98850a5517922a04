import { plainOf, type MapNode, type YamlNode } from '../yaml/node.ts'
import type { Findings } from '../findings.ts'
import type { SourceFile, TemplateSource } from '../source.ts'
import { readAdetailer } from './adetailer.ts'
import { readControlnet } from './controlnet.ts'
import type { Parameter } from './document.ts'

/** `parameters` as plain data. `adetailer` and `controlnet` are written out, presets read from where the file says. */
export function readParameters(
  source: TemplateSource,
  file: SourceFile,
  parameters: MapNode | null,
  findings: Findings,
): ReadonlyMap<string, Parameter> {
  const entries = [...(parameters?.entries ?? [])]
  return new Map(
    entries.map(([key, { value }]) => [
      key,
      { value: valueOf(source, file, key, value, findings), node: value, from: file },
    ]),
  )
}

function valueOf(source: TemplateSource, file: SourceFile, key: string, node: YamlNode, findings: Findings): unknown {
  if (key === 'adetailer') return readAdetailer(source, file, node, findings)
  if (key === 'controlnet') return readControlnet(source, file, node, findings)
  return plainOf(node)
}
