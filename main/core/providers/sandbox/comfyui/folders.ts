import path from 'node:path'

/** Where pictures live, by ComfyUI's word for it. */
export interface PictureFolders {
  readonly output: string
  readonly input: string
  readonly temp: string
}

export type FolderType = keyof PictureFolders

export function isFolderType(type: string): type is FolderType {
  return type === 'output' || type === 'input' || type === 'temp'
}

/** `file` if it lies inside `folder` (or is it), else null. */
export function inside(folder: string, file: string): string | null {
  const full = path.resolve(folder, file)
  return full === folder || full.startsWith(folder + path.sep) ? full : null
}

/** LoadImage's file: a name in the input folder, or in another one with the suffix ` [output]` or ` [temp]`. */
export function annotatedFile(folders: PictureFolders, name: string): string | null {
  const match = /^(.*) \[(output|input|temp)\]$/s.exec(name)
  const type = match?.[2] ?? 'input'
  return isFolderType(type) ? inside(folders[type], match?.[1] ?? name) : null
}
