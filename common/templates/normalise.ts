import { BLANK, strip } from './python-text.ts'

const REPEATED_COMMAS = new RegExp(`,(?:${BLANK}*,)+`, 'g')
// The look-behind keeps a long run of blanks from being tried from each of its characters.
const BLANKS_BEFORE_COMMA = new RegExp(`(?<!${BLANK})${BLANK}+,`, 'g')

/**
 * Cleans a finished prompt: loose commas, blanks around them, and empty lines left by values that were empty.
 *
 * The steps and their order are those of sdgen; a space after every comma means that `1,000` becomes `1, 000`.
 */
export function normalise(text: string): string {
  const joined = eachLine(text.replace(REPEATED_COMMAS, ','), emptyUnlessText)
  const spaced = withoutOuterCommas(joined)
    .replace(BLANKS_BEFORE_COMMA, ',')
    .replace(/,(?=[^\n ])/g, ', ')
    .replace(/, {2,}/g, ', ')
  return strip(eachLine(spaced, strip).replace(/\n{3,}/g, '\n\n'))
}

/** The text as the WebUI would be sent it: one line, cleaned once more. Records keep the text with its line breaks. */
export function requestText(prompt: string): string {
  return normalise(prompt.replaceAll('\n', ', ').replaceAll('\r', ''))
}

function eachLine(text: string, change: (line: string) => string): string {
  return text.includes('\n') ? text.split('\n').map(change).join('\n') : change(text)
}

function emptyUnlessText(line: string): string {
  const trimmed = strip(line)
  return trimmed === '' || trimmed === ',' ? '' : line
}

function withoutOuterCommas(text: string): string {
  const whole = strip(text)
  const start = whole.startsWith(',') ? strip(whole.slice(1)) : whole
  return start.endsWith(',') ? strip(start.slice(0, -1)) : start
}
