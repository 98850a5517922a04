import type { Problem } from '../../../../common/errors.ts'
import type { Graph } from '../../../../common/workflow/graph-node.ts'
import type { Choices } from './comfyui.ts'

/** Pictures are brought along: they are not there before. */
const BROUGHT = new Set(['LoadImage', 'LoadImageMask'])

/** What the ComfyUI at home has not that these graphs need, each once: nodes, and models or names that are none of its choices. */
export function lackingAtHome(graphs: Iterable<Graph>, choices: Choices): Problem[] {
  const found = new Map<string, Problem>()
  for (const graph of graphs)
    for (const { class_type, inputs } of Object.values(graph)) {
      const known = choices.get(class_type)
      if (!known) {
        found.set(class_type, {
          code: 'home-lacks-node',
          message: `The ComfyUI at home has no node ${class_type}.`,
          remedy: 'Install it there, or leave the card at home out.',
        })
        continue
      }
      if (BROUGHT.has(class_type)) continue
      for (const [input, value] of Object.entries(inputs)) {
        const options = known.get(input)
        if (typeof value === 'string' && options && !options.includes(value))
          found.set(`${class_type}.${input}.${value}`, lacksValue(class_type, input, value, options))
      }
    }
  return [...found.values()]
}

function lacksValue(nodeClass: string, input: string, value: string, options: readonly unknown[]): Problem {
  const name = value.slice(value.lastIndexOf('/') + 1)
  const alike = options.filter(option => typeof option === 'string' && option.split(/[/\\]/).at(-1) === name)
  const near = alike.length > 0 ? ` It calls ${alike.map(String).join(', ')} so.` : ''
  return {
    code: 'home-lacks-model',
    message: `The ComfyUI at home has no ${value} (${input} of ${nodeClass}).${near}`,
    remedy: 'Put it there under that name, name it as it is called there, or leave the card at home out.',
  }
}
