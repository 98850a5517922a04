/** What an offer is chosen by. */
export type OfferTraits = { readonly gpu: string; readonly region: string; readonly spot: boolean }

export type WantedOffer = {
  readonly gpu?: string | undefined
  readonly region?: string | undefined
  /** Undefined: on demand and spot alike. */
  readonly spot?: boolean | undefined
}

/** Whether an offer is of the kind that was asked for; what was not asked for matches everything. */
export function matchesOffer(offer: OfferTraits, wanted: WantedOffer): boolean {
  if (wanted.spot !== undefined && offer.spot !== wanted.spot) return false
  if (wanted.region !== undefined && offer.region.toLowerCase() !== wanted.region.trim().toLowerCase()) return false
  return wanted.gpu === undefined || namesGpu(wanted.gpu, offer.gpu)
}

/**
 * Whether `asked` names the GPU: some whole words of its name in a row, spaces and case aside.
 *
 * So `h100`, `h100 80gb` and `4090` find theirs, and `l4` does not find an L40S.
 */
export function namesGpu(asked: string, gpu: string): boolean {
  const wanted = wordsOf(asked).join('')
  const words = wordsOf(gpu)
  return words.some((_, from) => words.slice(from).some((__, length) => run(words, from, length + 1) === wanted))
}

function run(words: readonly string[], from: number, length: number): string {
  return words.slice(from, from + length).join('')
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
}
