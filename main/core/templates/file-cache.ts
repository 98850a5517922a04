import { stat } from 'node:fs/promises'
import type { SourceFile } from '../../../common/templates/source.ts'

/** Files as they were read, by the path they are shown by: many templates share their pools. */
export type FileCache = Map<string, { readonly stamp: string; readonly file: SourceFile }>

/** Tells a changed file from the same one; `none` where there is no file, or it cannot be looked at. */
export async function stampOf(file: string): Promise<string> {
  try {
    const { mtimeNs, ctimeNs, size, ino } = await stat(file, { bigint: true })
    return `${mtimeNs} ${ctimeNs} ${size} ${ino}`
  } catch {
    return 'none'
  }
}
