const GENERATION = 'generation: { mode: combinatorial, seed: 1, seed_mode: progressive, max_images: -1 }\n'
const POOL = 'a: aa\nb: bb\n'

/** The files of a template, the one that is run by the name `a.prompt.yaml`. */
export type HostileCase = {
  readonly about: string
  readonly files: () => Readonly<Record<string, string | Uint8Array>>
}

const entry = (text: string, more = '', generation = GENERATION) => ({
  'a.prompt.yaml': `version: '2.0'\nname: A\n${generation}imports: { A: pool.yaml }\nprompt: ${JSON.stringify(text)}\n${more}`,
  'pool.yaml': POOL,
})
const withPool = (pool: string | Uint8Array) => ({ ...entry('{A}'), 'pool.yaml': pool })
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('')

/** Made to hang a reader, to fill its memory, or to lead it astray. */
export const HOSTILE_CASES: readonly HostileCase[] = [
  { about: 'nothing unusual, to compare with', files: () => entry('{A}') },
  {
    about: 'aliases that stand for 9^9 values',
    files: () =>
      withPool(
        lines(
          10,
          at => `k${at}: &k${at} [${Array.from({ length: 9 }, () => (at ? `*k${at - 1}` : 'x')).join(', ')}]\n`,
        ),
      ),
  },
  { about: 'four million open brackets', files: () => withPool('['.repeat(3_999_999)) },
  { about: 'a text of 4 MB', files: () => entry('x'.repeat(3_900_000)) },
  { about: 'a file of 4 MB in one line', files: () => withPool(`a: ${'x, '.repeat(1_300_000)}`) },
  { about: '300,000 times the same key', files: () => withPool('k: v\n'.repeat(300_000)) },
  { about: '900,000 list items', files: () => withPool('- a\n'.repeat(900_000)) },
  { about: '400,000 values in a pool', files: () => withPool(lines(400_000, at => `${at}: x\n`)) },
  {
    about: 'thirty files of 3.9 MB',
    files: () => ({
      ...Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`p${at}.yaml`, `a: |\n${'  x\n'.repeat(970_000)}`])),
      ...entry('{A}', ''),
      'a.prompt.yaml': `version: '2.0'\nname: A\n${GENERATION}imports: { A: [${Array.from({ length: 30 }, (_, at) => `p${at}.yaml`).join(', ')}] }\nprompt: "{A}"\n`,
    }),
  },
  {
    about: 'a parent that has its child as parent',
    files: () => ({
      ...entry('{A}', 'implements: b.template.yaml\n'),
      'b.template.yaml': 'name: B\nimplements: a.prompt.yaml\ntemplate: "{prompt}"\n',
    }),
  },
  {
    about: 'a chunk whose parameters double it fifty times',
    files: () => ({
      ...entry(
        `@{C with ${Array.from({ length: 50 }, (_, at) => `P${at}:{P${at + 1}}{P${at + 1}}`).join(', ')}}`,
        'chunks: { C: c.chunk.yaml }\n',
      ),
      'c.chunk.yaml': 'type: chunk\ntemplate: "{P0}"\n',
    }),
  },
  { about: 'openings of references without an end', files: () => entry('@{A with '.repeat(5000)) },
  { about: 'openings of placeholders without an end', files: () => entry('{A['.repeat(16_000)) },
  { about: 'a range of a billion positions', files: () => entry('{A[#0-999999999]}') },
  {
    about: 'a limit of ten digits in random mode',
    files: () => entry('{A}', '', GENERATION.replace('combinatorial', 'random').replace('-1', '9007199254740991')),
  },
  { about: '8,000 names that nothing gives', files: () => entry(lines(8000, at => `{N${at}}`)) },
  {
    about: 'names that every object has',
    files: () => ({
      ...entry('{__proto__} {constructor} {A}'),
      'a.prompt.yaml': `version: '2.0'\nname: A\n${GENERATION}imports: { __proto__: pool.yaml, constructor: pool.yaml, A: pool.yaml }\nprompt: "{__proto__} {constructor} {A}"\n`,
    }),
  },
  {
    about: 'bytes that are no UTF-8',
    files: () => withPool(Uint8Array.from({ length: 100_000 }, (_, at) => at % 256)),
  },
  { about: 'a long line of blanks before a mistake', files: () => withPool(`a: ${' '.repeat(1_000_000)}}`) },
]
