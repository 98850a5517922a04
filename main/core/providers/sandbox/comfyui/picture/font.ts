/** A 5×7 font for printable ASCII: five columns per character, lowest bit on top, bit 7 for descenders. */
const GLYPHS = Buffer.from(
  '000000000000005f00000007000700147f147f14242a7f2a12231308646236495620500008070300001c2241000041221c002a1c7f1c2a' +
    '08083e080800807030000808080808000060600020100804023e5149453e00427f400072494949462141494d331814127f102745454539' +
    '3c4a49493141211109073649494936464949291e0000140000004034000000081422411414141414004122140802015909063e415d594e' +
    '7c1211127c7f494949363e414141227f4141413e7f494949417f090909013e414151737f0808087f00417f41002040413f017f08142241' +
    '7f404040407f021c027f7f0408107f3e4141413e7f090909063e4151215e7f09192946264949493203017f01033f4040403f1f2040201f' +
    '3f4038403f631408146303047804036159494d43007f4141410204081020004141417f0402010204404040404000030708002054547840' +
    '7f284444383844444428384444287f385454541800087e090218a4a49c787f0804047800447d40002040403d007f1028440000417f4000' +
    '7c047804787c080404783844444438fc1824241818242418fc7c08040408485454542404043f44243c4040207c1c2040201c3c4030403c' +
    '44281028444c9090907c4464544c440008364100000077000000413608000201020402',
  'hex',
)

export const GLYPH_WIDTH = 6
export const GLYPH_HEIGHT = 8
const COLUMNS = 5
/** Characters we have no picture of. */
const BOX = Buffer.from([0x7f, 0x41, 0x41, 0x41, 0x7f])

function glyph(character: string): Buffer {
  const index = (character.codePointAt(0) ?? 0) - 0x20
  return index >= 0 && index < 95 ? GLYPHS.subarray(index * COLUMNS, (index + 1) * COLUMNS) : BOX
}

/** Calls `dot` with column and row of every set dot of a line of text, in font units from the text's top left. */
export function eachDot(text: string, dot: (column: number, row: number) => void): void {
  for (const [position, character] of Array.from(text).entries()) {
    const columns = glyph(character)
    for (let column = 0; column < COLUMNS; column += 1) {
      const bits = columns[column] ?? 0
      for (let row = 0; row < GLYPH_HEIGHT; row += 1) if ((bits >> row) & 1) dot(position * GLYPH_WIDTH + column, row)
    }
  }
}

/** Lines of at most `columns` characters, broken at spaces where there are any; what does not fit ends in dots. */
export function wrap(text: string, columns: number, maxLines: number): string[] {
  const words = text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .split(' ')
    .flatMap(word => pieces(word, columns))
  const lines: string[] = []
  for (const word of words) {
    const line = lines.at(-1)
    if (line !== undefined && Array.from(line).length + 1 + Array.from(word).length <= columns)
      lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
    if (lines.length > maxLines)
      return [
        ...lines.slice(0, maxLines - 1),
        `${Array.from(lines[maxLines - 1] ?? '')
          .slice(0, columns - 3)
          .join('')}...`,
      ]
  }
  return lines
}

function pieces(word: string, columns: number): string[] {
  const characters = Array.from(word)
  const count = Math.max(1, Math.ceil(characters.length / columns))
  return Array.from({ length: count }, (_, index) => characters.slice(index * columns, (index + 1) * columns).join(''))
}
