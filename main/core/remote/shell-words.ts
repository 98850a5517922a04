/**
 * One command line for a POSIX shell in which each word arrives exactly as given.
 *
 * SSH hands the other side a line for its login shell, not words.
 */
export function shellLine(words: readonly string[]): string {
  return words.map(quoted).join(' ')
}

function quoted(word: string): string {
  if (word.includes('\0')) throw new Error('a command cannot contain a NUL character')
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
