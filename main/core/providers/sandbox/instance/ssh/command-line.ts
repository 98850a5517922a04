export const SHELL = '/bin/sh'

/**
 * The program that a command line asks for; null where only a shell could tell and there is none.
 *
 * Python is the instance's own, and needs no shell: the app's commands run alike on every system.
 */
export function programOf(
  line: string,
  python: string,
  hasShell: boolean,
): { program: string; args: readonly string[] } | null {
  const [program, ...args] = readWords(line) ?? []
  if (program === 'python3') return { program: python, args }
  if (hasShell) return { program: SHELL, args: ['-c', line] }
  return program === undefined ? null : { program, args }
}

/** One piece of a word: 'literal', "nearly literal", an escaped character, or characters that mean nothing to a shell. */
const PIECE = /'([^']*)'|"((?:[^"\\$`!]|\\[\\"$`])*)"|\\([^\n])|([^\s'"\\|&;<>()$`*?[\]#~{}!]+)/y

/** The words of a command line, or null if a shell would do more than split it. */
export function readWords(line: string): string[] | null {
  const words: string[] = []
  let position = 0
  for (;;) {
    position += /^[ \t]*/.exec(line.slice(position))?.[0].length ?? 0
    if (position === line.length) return words
    const word = readWord(line, position)
    if (word === null) return null
    words.push(word.text)
    position = word.end
  }
}

function readWord(line: string, start: number): { text: string; end: number } | null {
  let text = ''
  let end = start
  while (end < line.length && line[end] !== ' ' && line[end] !== '\t') {
    PIECE.lastIndex = end
    const piece = PIECE.exec(line)
    if (piece === null) return null
    text += piece[1] ?? piece[2]?.replaceAll(/\\(.)/g, '$1') ?? piece[3] ?? piece[4] ?? ''
    end = PIECE.lastIndex
  }
  return { text, end }
}
