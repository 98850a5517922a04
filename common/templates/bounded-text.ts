/**
 * No text may be longer, in characters: a small file could otherwise grow without end.
 *
 * It is half of what the job manifest holds, because cleaning may put a space after every comma.
 */
export const MAX_TEXT = 50_000

/** `text` with every literal `slot` replaced; null where the result would be longer than `MAX_TEXT`. */
export function replaceBounded(text: string, slot: string, replacement: string): string | null {
  const pieces = text.split(slot)
  const length = text.length + (pieces.length - 1) * (replacement.length - slot.length)
  return length > MAX_TEXT ? null : pieces.join(replacement)
}
