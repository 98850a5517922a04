/** The disk, or this user's share of it, is full: worth waiting for, where every other failure to write is not. */
export class DiskFullError extends Error {
  override name = 'DiskFullError'
}

const FULL_CODES = new Set(['ENOSPC', 'EDQUOT'])

/** Runs a step that writes; a full disk rejects with `DiskFullError`, everything else as it is. */
export async function orDiskFull<T>(folder: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (!isFull(error)) throw error
    throw new DiskFullError(`no space left for pictures in ${folder}`, { cause: error })
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && FULL_CODES.has(String(error.code))
}
