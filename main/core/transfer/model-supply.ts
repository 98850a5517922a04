/** A model's file of this computer, open. */
export type OpenModel = {
  /** Absolute. */
  readonly file: string
  readonly bytes: number
  /** At most so many bytes; none at the end. */
  read(position: number, length: number): Promise<Buffer>
  close(): Promise<void>
}

/** Where the models of a burst come from. */
export type ModelSupply = {
  /** The file with that content; null where there is none any more. Rejects where it cannot be read. */
  open(sha256: string): Promise<OpenModel | null>
  /**
   * Addresses from which an instance can fetch it without a secret of ours, best first: a gated one is resolved here and
   * now, so it holds for a short time only. Each is worked out when it is asked for; one that cannot be is left out.
   */
  addressesOf(sha256: string, signal: AbortSignal): AsyncIterable<string>
}
