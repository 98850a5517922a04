/** Entries kept; the oldest goes first. */
const MAXIMUM_HISTORY = 10_000

/** Finished prompts by id, in order of insertion, each as the JSON text that is answered. */
export class History {
  readonly #entries = new Map<string, string>()

  put(promptId: string, entryText: string): void {
    if (this.#entries.size > MAXIMUM_HISTORY) this.delete(this.#entries.keys().next().value ?? '')
    this.#entries.set(promptId, entryText)
  }

  delete(promptId: string): void {
    this.#entries.delete(promptId)
  }

  clear(): void {
    this.#entries.clear()
  }

  /** `{}` when the id is unknown. */
  one(promptId: string): string {
    const entry = this.#entries.get(promptId)
    return entry === undefined ? '{}' : `{${JSON.stringify(promptId)}: ${entry}}`
  }

  /** A negative offset means the end of the list. */
  list(maxItems: number | null, offset: number): string {
    const start = offset < 0 && maxItems !== null ? Math.max(0, this.#entries.size - maxItems) : Math.max(0, offset)
    const page = [...this.#entries].slice(start, maxItems === null ? undefined : start + maxItems)
    return `{${page.map(([id, entry]) => `${JSON.stringify(id)}: ${entry}`).join(', ')}}`
  }
}
