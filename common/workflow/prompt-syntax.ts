import type { Problem } from '../errors.ts'
import type { PromptItem } from '../job/job.ts'

type Spelling = { readonly what: string; readonly pattern: RegExp; readonly remedy: string }

/**
 * What A1111 reads in a prompt and ComfyUI takes for plain words (its CLIPTextEncode, v0.3.64). LoRA tags are not among it: they
 * become loaders. A bracket behind a backslash is meant as one.
 */
const SPELLINGS: readonly Spelling[] = [
  {
    what: '[a:b:0.5]',
    pattern: /(?<!\\)\[[^[\]|:]*:(?:[^[\]|:]*:)?\s*\d*\.?\d+\s*\]/,
    remedy: 'Write what should be in the whole picture.',
  },
  { what: '[a|b]', pattern: /(?<!\\)\[[^[\]:]*\|[^[\]:]*\]/, remedy: 'Make it a placeholder with two values.' },
  { what: '[a]', pattern: /(?<!\\)\[[^[\]:|]+\]/, remedy: 'Write (a:0.9) in its place.' },
  { what: 'BREAK', pattern: /\bBREAK\b/, remedy: 'Take it out: long prompts are cut into parts by themselves.' },
  { what: 'AND', pattern: /\sAND\s/, remedy: 'Write a comma in its place.' },
]

/** Of everything that means nothing to ComfyUI one warning, with how many prompts have it and the first of them. */
export function promptWarnings(items: Iterable<PromptItem>): Problem[] {
  const found = new Map<Spelling, { count: number; first: string }>()
  for (const { id, prompt, negative_prompt } of items)
    for (const spelling of SPELLINGS) {
      if (!spelling.pattern.test(prompt) && !spelling.pattern.test(negative_prompt)) continue
      const { count, first } = found.get(spelling) ?? { count: 0, first: id }
      found.set(spelling, { count: count + 1, first })
    }
  return [...found].map(([{ what, remedy }, { count, first }]) => ({
    code: 'prompt-syntax',
    message: `${count} ${count === 1 ? 'prompt has' : 'prompts have'} \`${what}\` (the first is ${first}), which ComfyUI reads as plain words.`,
    remedy,
  }))
}
