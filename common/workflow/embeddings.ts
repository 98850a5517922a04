/** How ComfyUI is told of an embedding (its comfy/sd1_clip.py, v0.3.64): a word of its own, up to a blank. */
const REFERENCE = /embedding:([^\s,()[\]{}:<>|]+)/gi

/** The embeddings that a text names as ComfyUI has them. */
export function embeddingsIn(text: string): string[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, name]) => (name === undefined ? [] : [name]))
}

/** Names of embeddings where A1111 has them: as plain words of a prompt, in any case. */
export type EmbeddingWords = {
  /** Which of them a text has, each as the file is called. */
  find(text: string): string[]
  /** The text with ComfyUI's references in their place. */
  refer(text: string): string
}

const NONE: EmbeddingWords = { find: () => [], refer: text => text }

export function embeddingWords(names: readonly string[]): EmbeddingWords {
  if (names.length === 0) return NONE
  const byWord = new Map(names.map(name => [name.toLowerCase(), name]))
  const any = names.toSorted((a, b) => b.length - a.length).map(escaped)
  // Not part of another word, of a tag, or of a reference.
  const words = new RegExp(String.raw`(^|[^\w:/-])(${any.join('|')})(?![\w-])`, 'gi')
  const nameOf = (word: string) => byWord.get(word.toLowerCase()) ?? word
  return {
    find: text => [...new Set([...text.matchAll(words)].map(([, , word = '']) => nameOf(word)))],
    refer: text =>
      text.replaceAll(words, (_, before: string, word: string) => {
        const isApart = before === '' || /[\s(]/.test(before)
        return `${before}${isApart ? '' : ' '}embedding:${nameOf(word)}`
      }),
  }
}

const escaped = (name: string) => name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
