import { readFileSync } from 'node:fs'
import { impactNodes, subpackNodes } from '../impact-nodes.ts'
import { NodeClasses } from './node-classes.ts'

const RECORDED = new URL('../../../test/golden/comfyui/object_info.core.json', import.meta.url)

/** The node classes of the recorded ComfyUI. */
export const CORE: NodeClasses = NodeClasses.parse(JSON.parse(readFileSync(RECORDED, 'utf8')))

const sampling = CORE['KSampler']?.input.required

/** Those, and what is known of the classes of Impact Pack and its Subpack. */
export const WITH_PACKS: NodeClasses = {
  ...CORE,
  ...NodeClasses.parse({
    ...impactNodes({
      samplers: sampling?.['sampler_name']?.type,
      schedulers: [sampling?.['scheduler']?.type ?? []].flat(),
    }),
    ...subpackNodes(),
  }),
}
