import type { Problem } from '../errors.ts'
import type { JobSettings, PromptItem } from '../job/job.ts'
import { embeddingWords } from '../workflow/embeddings.ts'
import type { LibraryModel } from './model.ts'

const ENDING = /\.\w+$/

/**
 * The job with the embeddings that its prompts name as A1111 does, by the plain name of a file of the library: ComfyUI would take it
 * for words. Reads the prompts once, and not at all where the library has no embedding.
 */
export function withEmbeddings(
  job: JobSettings,
  items: Iterable<PromptItem>,
  library: readonly LibraryModel[],
): { settings: JobSettings; warnings: Problem[] } {
  const known = library
    .filter(({ kind }) => kind === 'embedding')
    .map(({ name }) => name.slice(name.lastIndexOf('/') + 1).replace(ENDING, ''))
  if (known.length === 0) return { settings: job, warnings: [] }
  const words = embeddingWords(known)
  const found = new Set<string>()
  for (const { prompt, negative_prompt } of items)
    for (const name of words.find(`${prompt}\n${negative_prompt}`)) found.add(name)
  if (found.size === 0) return { settings: job, warnings: [] }
  const names = [...found]
  return {
    settings: { ...job, config: { ...job.config, embeddings: names } },
    warnings: [
      {
        code: 'prompt-embedding',
        message: `In prompts ${names.map(name => `\`${name}\``).join(', ')} ${names.length === 1 ? 'is' : 'are'} taken for the embedding of that name.`,
        remedy: 'Rename the file where the word is meant.',
      },
    ],
  }
}
