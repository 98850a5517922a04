import { expect, it } from 'vitest'
import { BurstError, type Problem } from '../errors.ts'
import { expandTemplate } from './expand.ts'
import { sourceOf } from './test-source.ts'
import { checkJobParameters } from './to-job.ts'

function problemsOf(files: Readonly<Record<string, string>>): string[] {
  try {
    expandTemplate(sourceOf(files), {}, checkJobParameters)
  } catch (error) {
    if (error instanceof BurstError) return error.problems.map(lineOf)
    throw error
  }
  return []
}

const lineOf = ({ code, file, line, column }: Problem) => `${file}:${line}:${column} ${code}`

const ENTRY = `name: A
implements: base.template.yaml
generation: {mode: combinatorial, seed: x, seed_mode: fixed}
imports:
  Hair: hair.yaml
  Gone: gone.yaml
chunks: { Hero: hero.chunk.yaml }
prompt: "{Hair}, {Nope}, {Gone}, {Eyes}, @Hero, @Nobody"
parameters: { width: 513, steps: many }
`
const FILES = {
  'a.prompt.yaml': ENTRY,
  'base.template.yaml': 'name: B\ntemplate: no slot\nimports: { Eyes: eyes.yaml }\n',
  'hair.yaml': 'red: [1]',
  'eyes.yaml': 'a: {',
  'hero.chunk.yaml': 'type: chunk\ntemplate: "{prompt}"\n',
}

it('tells every fault of entry, parent, chunk and pools at once, and none that only follows from another', () => {
  expect(problemsOf(FILES)).toEqual([
    'a.prompt.yaml:3:13 missing-field',
    'a.prompt.yaml:3:41 generation-not-an-integer',
    'base.template.yaml:2:11 template-without-prompt-slot',
    'a.prompt.yaml:6:9 invalid-configuration',
    'a.prompt.yaml:9:22 parameter-invalid',
    'a.prompt.yaml:9:34 parameter-invalid',
    'hero.chunk.yaml:2:11 chunk-load-failed',
    'eyes.yaml:1:5 yaml-syntax',
    'hair.yaml:1:6 variation-not-a-string',
    'a.prompt.yaml:8:49 unknown-chunk',
    'a.prompt.yaml:8:18 unresolved-placeholders',
  ])
})

it('does not call a name unknown while a file that may give it cannot be read', () => {
  expect(problemsOf({ ...FILES, 'base.template.yaml': 'name: [' }).map(line => line.split(' ')[1])).toEqual([
    'missing-field',
    'generation-not-an-integer',
    'yaml-syntax',
    'invalid-configuration',
    'parameter-invalid',
    'parameter-invalid',
    'chunk-load-failed',
    'variation-not-a-string',
  ])
})
