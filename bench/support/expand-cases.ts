import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

export type ExpandCase = {
  readonly about: string
  /** Values of each placeholder. */
  readonly pools: readonly number[]
  /** `max_images`; −1 for all. */
  readonly limit: number
  /** How many of the prompts are made. */
  readonly shown: number
  readonly mark: { readonly milliseconds: string; readonly mebibytes: string }
}

/** Marks: a fifth of the time and half the memory that the program whose files these are needs for the first two. */
export const EXPAND_CASES: Readonly<Record<string, ExpandCase>> = {
  whole: {
    about: 'five placeholders, a chunk, a parent; all combinations',
    pools: [20, 19, 10, 5, 2],
    limit: -1,
    shown: 38_000,
    mark: { milliseconds: '132', mebibytes: '37' },
  },
  limited: {
    about: 'the same with 3.8 million combinations behind the limit',
    pools: [20, 19, 100, 10, 10],
    limit: 38_000,
    shown: 38_000,
    mark: { milliseconds: 'as above', mebibytes: 'as above' },
  },
  endless: {
    about: '10¹² combinations, the first 100',
    pools: [100, 100, 100, 100, 100, 100],
    limit: -1,
    shown: 100,
    mark: { milliseconds: '50', mebibytes: '' },
  },
}

const NAMES = ['Outfit', 'Expression', 'Angle', 'Light', 'Place', 'Mood']

/** Writes the template with its parent, its chunk and its pools into a folder of its own; gives its file. */
export async function writeExpandCase(folder: string, { pools, limit }: ExpandCase): Promise<string> {
  await mkdir(folder)
  const write = async (name: string, text: string) => await writeFile(path.join(folder, name), text)
  await Promise.all(pools.map(async (size, index) => await write(`${nameAt(index)}.yaml`, poolText(index, size))))
  await write(
    'parent.template.yaml',
    'version: "2.0"\nname: Parent\ntemplate: "masterpiece, best quality, {prompt}, detailed"\nparameters:\n  steps: 30\n',
  )
  await write(
    'hero.chunk.yaml',
    `version: "2.0"\ntype: chunk\nname: Hero\ntemplate: "1girl, long hair, blue eyes, {Outfit}"\n`,
  )
  const file = path.join(folder, 'case.prompt.yaml')
  // The outfit stands in the chunk.
  const used = pools
    .map((_, index) => `{${nameAt(index)}}`)
    .slice(1)
    .join(', ')
  const imports = pools.map((_, index) => `  ${nameAt(index)}: ${nameAt(index)}.yaml`).join('\n')
  await write(
    path.basename(file),
    `version: "2.0"
name: Case
implements: parent.template.yaml
generation:
  mode: combinatorial
  seed: 1
  seed_mode: progressive
  max_images: ${limit}
imports:
${imports}
chunks:
  Hero: hero.chunk.yaml
prompt: "@Hero, ${used}"
`,
  )
  return file
}

const nameAt = (index: number) => NAMES[index] ?? `Name${index}`

function poolText(index: number, size: number): string {
  return Array.from(
    { length: size },
    (_, at) => `value_${at}: ${nameAt(index).toLowerCase()} number ${at}, fine\n`,
  ).join('')
}
