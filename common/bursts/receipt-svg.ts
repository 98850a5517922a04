import { roundedToSum } from './rounded-to-sum.ts'
import { PHASES, type Phase, type Receipt } from './receipt.ts'

/** Names of the phases, and every other word on the picture, in the language of whoever sees it. */
export type ReceiptWords = {
  readonly phases: Readonly<Record<Phase, string>>
  readonly pictures: string
  readonly total: string
  readonly practice: string
  readonly aPicture: string
  readonly ending: string
  readonly money: (amount: Receipt['cost']) => string
}

const WIDTH = 460
const MARGIN = 28
const LINE = 22

type Row = { readonly left: string; readonly right?: string; readonly kind?: 'head' | 'rule' | 'large' | 'centre' }

/** A burst's receipt as a picture to be shared: nothing on it but what was made, where the time went, and what it cost. */
export function receiptSvg(receipt: Receipt, words: ReceiptWords): string {
  const rows = rowsOf(receipt, words)
  const height = MARGIN * 2 + rows.length * LINE
  const drawn = rows.map((row, index) => rowOf(row, MARGIN + LINE * (index + 0.75)))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="#1b1c1e">',
    ...drawn,
    '</g></svg>',
  ].join('')
}

function rowsOf(
  { name, createdAt, provider, images, seconds, cost, costPerImage, simulated }: Receipt,
  words: ReceiptWords,
): Row[] {
  const tenths = roundedToSum(PHASES.map(phase => seconds[phase] * 10))
  return [
    { left: 'BURST', kind: 'head' },
    { left: shortened(name.replaceAll('_', ' ')), kind: 'centre' },
    { left: `${createdAt.slice(0, 10)} · ${provider}`, kind: 'centre' },
    { left: '', kind: 'rule' },
    { left: words.pictures, right: `${images.collected} / ${images.requested}` },
    { left: '', kind: 'rule' },
    ...PHASES.map((phase, index) => ({
      left: words.phases[phase],
      right: `${((tenths[index] ?? 0) / 10).toFixed(1)} s`,
    })),
    { left: '', kind: 'rule' },
    ...(costPerImage ? [{ left: words.aPicture, right: words.money(costPerImage) }] : []),
    { left: simulated ? words.practice : words.total, right: words.money(cost), kind: 'large' },
    { left: '', kind: 'rule' },
    { left: words.ending, kind: 'centre' },
  ]
}

/** As many letters as stand beside each other. */
const MOST_LETTERS = 46

function shortened(text: string): string {
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text
}

function rowOf({ left, right = '', kind }: Row, y: number): string {
  if (kind === 'rule')
    return `<line x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${y - 5}" y2="${y - 5}" stroke="#8a8b8e" stroke-dasharray="4 4"/>`
  const weight = kind === 'head' || kind === 'large' ? ' font-weight="700"' : ''
  if (kind === 'head' || kind === 'centre')
    return `<text x="${WIDTH / 2}" y="${y}" text-anchor="middle"${weight}>${escaped(left)}</text>`
  return `<text x="${MARGIN}" y="${y}"${weight}>${escaped(left)}</text><text x="${WIDTH - MARGIN}" y="${y}" text-anchor="end"${weight}>${escaped(right)}</text>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
