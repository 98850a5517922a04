import { z } from 'zod'

/** The languages that Burst speaks. */
export const Spoken = z.enum(['en', 'fr'])
export type Spoken = z.infer<typeof Spoken>

/** The first of these languages (as "fr-CA") that Burst speaks, else English. */
export function firstSpoken(languages: readonly string[]): Spoken {
  for (const language of languages) {
    const spoken = Spoken.safeParse(language.toLowerCase().split('-')[0])
    if (spoken.success) return spoken.data
  }
  return 'en'
}
