import { describe, expect, it } from 'vitest'
import { shellLine } from '../../../../remote/shell-words.ts'
import { programOf, readWords } from './command-line.ts'

describe('the words of a command line', () => {
  it.each([
    ['', []],
    ['  a  b\t c ', ['a', 'b', 'c']],
    [`'a b' "c d" e\\ f`, ['a b', 'c d', 'e f']],
    [`'it'\\''s' "" ''`, ["it's", '', '']],
    [String.raw`"a \" b \\ c" 'a \" b'`, ['a " b \\ c', String.raw`a \" b`]],
    ['a=b --c=d,e:/f@g%h+i', ['a=b', '--c=d,e:/f@g%h+i']],
  ])('%s', (line, words) => {
    expect(readWords(line)).toEqual(words)
  })

  it('are the ones that were quoted', () => {
    const words = ['python3', 'a b', "it's", '$HOME', '`id`', '', 'ü "x" \\ *', 'line\nbreak', '#', '~', '{1,2}', '!']
    expect(readWords(shellLine(words))).toEqual(words)
  })

  it.each([
    'a | b',
    'a; b',
    'a && b',
    'a > b',
    'a $b',
    'a "$b"',
    'a `b`',
    'a *',
    'a\nb',
    "a 'b",
    'a "b',
    'a \\',
    '# a',
  ])('are for a shell to find in: %s', line => {
    expect(readWords(line)).toBeNull()
  })
})

describe('the program of a command line', () => {
  it('is the Python of the instance, without a shell', () => {
    expect(programOf("python3 x.py 'a b'", '/opt/python', true)).toEqual({
      program: '/opt/python',
      args: ['x.py', 'a b'],
    })
  })

  it('is a shell for everything else', () => {
    expect(programOf('python3 x.py | wc', '/opt/python', true)).toMatchObject({ args: ['-c', 'python3 x.py | wc'] })
    expect(programOf('ls', '/opt/python', true)).toMatchObject({ program: '/bin/sh' })
  })

  it('is taken as it stands where there is no shell, and nothing where one is needed', () => {
    expect(programOf("whoami '/all'", 'python.exe', false)).toEqual({ program: 'whoami', args: ['/all'] })
    expect(programOf('dir | more', 'python.exe', false)).toBeNull()
    expect(programOf('', 'python.exe', false)).toBeNull()
  })
})
