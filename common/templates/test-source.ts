import { parseYaml } from './yaml/parse.ts'
import type { SourceFile, TemplateSource } from './source.ts'

/** A template set from texts, for tests: names are paths below `/t`, the first one is the entry. */
export function sourceOf(texts: Readonly<Record<string, string>>): TemplateSource {
  const files = Object.entries(texts).map(([name, text]): SourceFile => {
    return { id: `/t/${name}`, shown: name, content: parseYaml(text, name) }
  })
  return {
    entry: files[0]?.id ?? '/t/none',
    files: new Map(files.map(file => [file.id, file])),
    themeFolders: new Map(),
  }
}

/** The text of a prompt file with the given lists as imports; JSON is YAML, so lists and texts are written as such. */
export function promptText(
  prompt: string,
  imports: Readonly<Record<string, unknown>>,
  rest: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    name: 'Test',
    generation: { mode: 'combinatorial', seed: 1, seed_mode: 'progressive', max_images: -1 },
    imports,
    prompt,
    ...rest,
  })
}
