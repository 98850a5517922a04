import { BurstError, type Problem } from '../errors.ts'
import type { JobSettings } from '../job/job.ts'
import { hiresWay } from '../workflow/hires.ts'
import { hasModelEnding } from '../workflow/model-files.ts'
import { EMBEDDINGS, type ModelFile } from '../workflow/models.ts'
import type { LibraryModel } from './model.ts'
import type { NeededModel } from './needed.ts'
import { resolveModel, type ResolvedModel } from './resolve.ts'
import { wellKnownModel, type WellKnownModel } from './well-known.ts'

export type ModelRules = {
  /** What the library lacks stands ready on the instance, as the practice cloud has it. */
  readonly madeUp: boolean
  /** The user lets files run code on instances. */
  readonly picklesAllowed: boolean
}

/**
 * The job with the names of its models as their files have them: a template may leave the ending away,
 * ComfyUI may not. A name that the library does not know stays as it is.
 */
export function withFileNames(job: JobSettings, library: readonly LibraryModel[]): JobSettings {
  const { config } = job
  const { upscaler, vae, hires, controlnet } = config
  const enlarger = (name: string) => fileNameOf(library, 'upscale_models', name)
  return {
    ...job,
    config: {
      ...config,
      checkpoint: fileNameOf(library, 'checkpoints', config.checkpoint),
      upscaler: upscaler.enabled ? { ...upscaler, model: enlarger(upscaler.model) } : upscaler,
      ...(vae === undefined ? {} : { vae: fileNameOf(library, 'vae', vae) }),
      ...(hires && hiresWay(hires.upscaler).kind === 'model'
        ? { hires: { ...hires, upscaler: enlarger(hires.upscaler) } }
        : {}),
      ...(controlnet
        ? { controlnet: controlnet.map(unit => ({ ...unit, model: fileNameOf(library, 'controlnet', unit.model) })) }
        : {}),
    },
  }
}

function fileNameOf(library: readonly LibraryModel[], folder: string, name: string): string {
  if (hasModelEnding(name)) return name
  const resolved = resolveModel(library, { folder, name })
  if (resolved.kind !== 'found') return name
  const file = resolved.model.name
  return name + file.slice(file.lastIndexOf('.'))
}

/**
 * What the names of a job's models mean on this computer: the names resolve at home, the instance gets hashes.
 *
 * BurstError of kind `usage` that names every model that is missing, ambiguous, or may not travel.
 */
export function modelsForJob(
  files: readonly ModelFile[],
  library: readonly LibraryModel[],
  rules: ModelRules,
): { models: NeededModel[]; warnings: Problem[] } {
  const models: NeededModel[] = []
  const faults: Problem[] = []
  const warnings: Problem[] = []
  const fetched: Problem[] = []
  for (const file of files) {
    const resolved = resolveModel(library, file)
    const open = resolved.kind === 'missing' && !rules.madeUp ? wellKnownModel(file) : null
    if (open) {
      models.push({ folder: open.folder, name: open.name, sha256: open.sha256, bytes: open.bytes })
      fetched.push(fetchedFromTheWorld(open))
      continue
    }
    const fault = faultOf(file, resolved, rules)
    if (fault) (fault.code === 'model-made-up' ? warnings : faults).push(fault)
    else if (resolved.kind === 'found')
      models.push({
        ...file,
        name: nameOnInstance(file, resolved.model),
        sha256: resolved.model.sha256,
        bytes: resolved.model.bytes,
      })
  }
  if (faults.length > 0) throw new BurstError('usage', faults)
  // Somebody whose library is empty has not been asked for models yet.
  return { models, warnings: [...fetched, ...(library.length > 0 ? warnings : [])] }
}

/** Prompts name an embedding without its ending; ComfyUI finds it by the ending, and reads it as that says. */
function nameOnInstance({ folder, name }: ModelFile, model: LibraryModel): string {
  if (folder !== EMBEDDINGS || hasModelEnding(name)) return name
  return name + model.name.slice(model.name.lastIndexOf('.'))
}

function fetchedFromTheWorld({ name, bytes, licence }: WellKnownModel): Problem {
  return {
    code: 'model-fetched',
    message: `${name} is not in your library: each instance fetches it from Hugging Face (${(bytes / 1e9).toFixed(1)} GB, ${licence}).`,
    remedy: 'Add the folder of your models with `burst models scan DIR`, if you have it.',
  }
}

function faultOf({ folder, name }: ModelFile, resolved: ResolvedModel, rules: ModelRules): Problem | null {
  const what = `${folder}/${name}`
  if (!isPlainPath(name))
    return {
      code: 'model-name',
      message: `${JSON.stringify(name)} is no name of a model file.`,
      remedy: 'Use its name, with folders and / at most.',
    }
  if (resolved.kind === 'missing' && rules.madeUp)
    return {
      code: 'model-made-up',
      message: `${what} is not in your library; the practice cloud makes one up.`,
      remedy: 'Add its folder with `burst models scan DIR`.',
    }
  if (resolved.kind === 'missing')
    return {
      code: 'model-missing',
      message: `${what} is not in your library.`,
      remedy: 'Add its folder with `burst models scan DIR`, or correct its name.',
    }
  if (resolved.kind === 'ambiguous')
    return {
      code: 'model-ambiguous',
      message: `${what} may be ${resolved.models.map(model => model.file).join(' or ')}, which are not the same.`,
      remedy: 'Write its folder before the name, as the library shows it.',
    }
  if (resolved.model.format === 'pickle' && !rules.picklesAllowed)
    return {
      code: 'model-pickle',
      message: `${resolved.model.file} can run code where it is loaded, and stays here.`,
      remedy: 'Use its safetensors file, or allow such files with `burst config set allow-pickles true`.',
      file: resolved.model.file,
    }
  return null
}

/** As the instance takes it: below its folder, nothing hidden, nothing upwards. */
function isPlainPath(name: string): boolean {
  return (
    name.length <= 300 && !/[\\\0]/.test(name) && name.split('/').every(part => part !== '' && !part.startsWith('.'))
  )
}
