/**
 * Shares one sync of a folder among all who ask while it is waited for.
 *
 * Whoever asks gets a sync that began after the asking: one that is under way may have missed the newest name.
 */
export function createFolderSync(sync: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null
  return () => {
    next ??= startAfter(running)
    return next
  }

  async function startAfter(previous: Promise<void>): Promise<void> {
    await previous.catch(() => undefined)
    running = next ?? Promise.resolve()
    next = null
    await sync()
  }
}
