import { FOLDERS, type LibraryModel } from './model.ts'

/** What a template or a job calls a model: ComfyUI's folder for its kind, and a name in it. */
export type ModelName = { readonly folder: string; readonly name: string }

export type ResolvedModel =
  | { readonly kind: 'found'; readonly model: LibraryModel }
  /** Several files have that name and are not the same. */
  | { readonly kind: 'ambiguous'; readonly models: readonly LibraryModel[] }
  | { readonly kind: 'missing' }

const ENDING = /\.(?:safetensors|sft|ckpt|pt|pt2|pth|bin|pkl)$/i

/**
 * The model of the library that a name means: its file's name, with or without the ending, behind as many folders as the
 * name has. Where a model is there as safetensors and as pickle, the safetensors one is meant.
 *
 * The exact name wins over one in other letters, as files come from systems where both are the same.
 */
export function resolveModel(library: readonly LibraryModel[], { folder, name }: ModelName): ResolvedModel {
  const ofKind = library.filter(({ kind }) => FOLDERS[kind] === folder || kind === 'unknown')
  const exact = ofKind.filter(model => isNamed(model.name, name))
  const close = exact.length > 0 ? exact : ofKind.filter(model => isNamed(model.name.toLowerCase(), name.toLowerCase()))
  const safe = close.filter(({ format }) => format === 'safetensors')
  const meant = safe.length > 0 ? safe : close
  const [first] = meant
  if (!first) return { kind: 'missing' }
  const others = meant.filter(({ sha256 }) => sha256 !== first.sha256)
  return others.length === 0 ? { kind: 'found', model: first } : { kind: 'ambiguous', models: meant }
}

function isNamed(file: string, name: string): boolean {
  const wanted = name.replaceAll('\\', '/')
  return isTail(file, wanted) || (!ENDING.test(wanted) && isTail(file.replace(ENDING, ''), wanted))
}

const isTail = (file: string, wanted: string) => file === wanted || file.endsWith(`/${wanted}`)
