import { z } from 'zod'
import { Problem } from '../errors.ts'

/** How far a scan of a folder has come. Counts and bytes are of the files that must be hashed; what is known costs nothing. */
export const ScanProgress = z.strictObject({
  folder: z.string(),
  /** What is being hashed; null while files are looked for. */
  file: z.string().nullable(),
  files: z.int(),
  filesDone: z.int(),
  bytes: z.int(),
  bytesDone: z.int(),
})
export type ScanProgress = z.infer<typeof ScanProgress>

export const ScanResult = z.strictObject({
  folder: z.string(),
  found: z.int(),
  hashed: z.int(),
  gone: z.int(),
  /** Files that are no models, cannot be read, or changed while they were read. */
  faults: z.array(Problem).readonly(),
})
export type ScanResult = z.infer<typeof ScanResult>
