import type { ModelName } from './resolve.ts'
import type { NeededModel } from './needed.ts'
import type { ModelSource } from './source.ts'

export type WellKnownModel = NeededModel & { readonly source: ModelSource; readonly licence: string }

/**
 * Open models that anybody may fetch, so that a first burst needs no library. Size and hash are those that Hugging Face
 * itself names for the file; the instance compares them before it uses it.
 */
const WELL_KNOWN: readonly WellKnownModel[] = [
  {
    folder: 'checkpoints',
    name: 'sd_xl_base_1.0.safetensors',
    sha256: '31e35c80fc4829d14f90153f4c74cd59c90b779f6afe05a74cd6120b893f7e5b',
    bytes: 6_938_078_334,
    source: {
      kind: 'huggingface',
      repository: 'stabilityai/stable-diffusion-xl-base-1.0',
      revision: '462165984030d82259a11f4367a4eed129e94a7b',
      file: 'sd_xl_base_1.0.safetensors',
    },
    licence: 'CreativeML Open RAIL++-M',
  },
]

/** Null for a model that is not one of these. */
export function wellKnownModel({ folder, name }: ModelName): WellKnownModel | null {
  return WELL_KNOWN.find(model => model.folder === folder && model.name === name) ?? null
}

export function wellKnownSources(sha256: string): ModelSource[] {
  return WELL_KNOWN.filter(model => model.sha256 === sha256).map(({ source }) => source)
}
