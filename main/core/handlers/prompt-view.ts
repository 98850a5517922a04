import type { ExpandResult } from '../../../common/contract.ts'
import type { TemplatePrompt } from '../../../common/templates/expansion.ts'
import { itemId } from '../../../common/templates/to-job.ts'

export function promptView({ index, variations, parameters, ...prompt }: TemplatePrompt): ExpandResult['prompts'][0] {
  return { id: itemId(index), ...prompt, variations: { ...variations }, parameters: { ...parameters } }
}
