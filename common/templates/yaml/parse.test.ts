import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainOf } from './node.ts'
import { parseYaml, YAML_LIMITS } from './parse.ts'

const read = (text: string) => {
  const parsed = parseYaml(text, 'a.yaml')
  return parsed.kind === 'tree' ? plainOf(parsed.root) : parsed.problems
}
const keys = (text: string) => {
  const parsed = parseYaml(text, 'a.yaml')
  return parsed.kind === 'tree' && parsed.root.kind === 'map' ? [...parsed.root.entries.keys()] : null
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('parseYaml', () => {
  it.each([
    ['yes', true],
    ['Off', false],
    ['y', 'y'],
    ['n', 'n'],
    ['~', null],
    ['012', 10],
    ['0b11', 3],
    ['0x1F', 31],
    ['1_000', 1000],
    ['-7', -7],
    ['0o12', '0o12'],
    ['08', '08'],
    ['1e3', '1e3'],
    ['1.0e3', '1.0e3'],
    ['1.0e+3', 1000],
    ['.5', 0.5],
    ['16:9', 969],
    ['12:30', 750],
    ['-1:30', -90],
    ['1:30.5', 90.5],
    ['.inf', Infinity],
    ['2024-05-01', '2024-05-01'],
    ['12345678901234567890', '12345678901234567890'],
    ['0b_', '0b_'],
    ['0x', '0x'],
    ["'12'", '12'],
    ['"yes"', 'yes'],
    ['!!str 12', '12'],
    ['!!int "12"', 12],
    ['v1.5.2', 'v1.5.2'],
  ])('reads %s as PyYAML does', (text, value) => {
    expect(read(`a: ${text}`)).toEqual({ a: value })
  })

  it('writes keys as Python does and keeps the order of the file', () => {
    expect(keys('10: a\n2: b\nyes: c\n~: d\n1.50: e\n1.0: f\n2024-05-01: g\n"1": h')).toEqual([
      '10',
      '2',
      'True',
      'None',
      '1.5',
      '1.0',
      '2024-05-01',
      '1',
    ])
  })

  it('takes the later value of a repeated key, at the place of the first', () => {
    expect(read('a: 1\nb: 2\na: 3')).toEqual({ a: 3, b: 2 })
    expect(keys('a: 1\nb: 2\na: 3')).toEqual(['a', 'b'])
  })

  it('writes out aliases and merge keys; what is merged comes first', () => {
    const text = 'base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\nall: {own: 5, <<: [*b, *m], x: 6}'
    expect(read(text)).toMatchObject({ all: { x: 6, y: 2, z: 4, own: 5 } })
  })

  it('says where a mistake is', () => {
    expect(read('a: 1\nb: [2\nc: 3\n')).toMatchObject([{ code: 'yaml-syntax', file: 'a.yaml', line: 3 }])
    expect(read('a: 1\nb: *nobody\n')).toMatchObject([{ code: 'yaml-syntax', line: 2, column: 4 }])
    expect(read('a: !!python/object:os.system x')).toMatchObject([{ code: 'yaml-syntax', line: 1 }])
    expect(read('a: 1\n---\nb: 2\n')).toMatchObject([{ code: 'yaml-syntax' }])
  })

  it('refuses a small file that would grow without end', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for (let level = 1; level < 9; level++)
      lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`)
    expect(read(lines.join('\n'))).toMatchObject([{ code: 'yaml-syntax', file: 'a.yaml' }])
    expect(read('a: &a [*a]')).toMatchObject([{ code: 'yaml-syntax' }])
  })

  it('means by an alias the last anchor of that name before it', () => {
    expect(read('[&a 1, *a, &a 2, *a]')).toEqual([1, 1, 2, 2])
  })

  it.each(['[', '{a: ', '- ', '? ', '&a [', '"'])('refuses endless nesting of %j without crashing', opening => {
    expect(parseYaml(opening.repeat(20_000), 'a.yaml').kind).toBe('broken')
  })

  it('refuses nesting beyond the limit and takes what is within', () => {
    expect(parseYaml(nested(YAML_LIMITS.depth), 'a.yaml').kind).toBe('tree')
    expect(parseYaml(nested(YAML_LIMITS.depth + 2), 'a.yaml').kind).toBe('broken')
  })

  it('refuses a long text for what is in it before it is built, and says where', () => {
    const filling = `# ${'x'.repeat(20_000)}\n`
    expect(parseYaml(filling + nested(YAML_LIMITS.depth), 'a.yaml').kind).toBe('tree')
    const deep = `${filling}a: ${'['.repeat(YAML_LIMITS.depth + 1)}`
    expect(read(deep)).toMatchObject([{ code: 'yaml-syntax', line: 2, column: 4 + YAML_LIMITS.depth }])
    const line = (index: number) => `key ${index}: "a text, with [brackets] and - dashes"\n`
    const pool = (lines: number) => Array.from({ length: lines }, (_, index) => line(index)).join('')
    expect(parseYaml(pool(20_000), 'a.yaml').kind).toBe('tree')
    expect(read(pool(YAML_LIMITS.nodes / 2 + 10))).toMatchObject([
      { code: 'yaml-syntax', line: YAML_LIMITS.nodes / 2 + 1, message: expect.stringContaining('more than') },
    ])
  })

  it('never throws, whatever the text', () => {
    const yamlLike = fc.array(
      fc.constantFrom(
        'a',
        ': ',
        '\n',
        '  ',
        '- ',
        '[',
        ']',
        '{',
        '}',
        ', ',
        '&x ',
        '*x',
        '<<',
        '"',
        "'",
        '|',
        '>',
        '#',
        '!',
        '%',
        '\t',
        '? ',
        '---\n',
        '1',
      ),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          yamlLike.map(parts => parts.join('')),
        ),
        text => {
          expect(['tree', 'broken']).toContain(parseYaml(text, 'a.yaml').kind)
        },
      ),
      { numRuns: 200 },
    )
  })
})
