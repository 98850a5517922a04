import { describe, expect, it } from 'vitest'
import TOKENS from './tokens.css?raw'

/** Text or sign, what it lies on, and the ratio that WCAG AA asks: 4.5 for text, 3 for large text and signs. */
const PAIRS: readonly (readonly [over: string, under: string, ratio: number])[] = [
  ...['paper', 'surface', 'sunken', 'hover', 'selected'].flatMap(under =>
    ['ink', 'ink-2'].map(over => [over, under, 4.5] as const),
  ),
  ...['paper', 'surface', 'sunken'].flatMap(under =>
    ['ink-3', 'accent-text', 'danger-text', 'amber-text'].map(over => [over, under, 4.5] as const),
  ),
  ['on-accent', 'accent', 4.5],
  ['on-danger', 'danger', 4.5],
  ['on-shade', 'shade', 4.5],
  ['accent-text', 'accent-soft', 4.5],
  ['accent-text', 'selected', 4.5],
  ['danger-text', 'danger-soft', 4.5],
  ['amber-text', 'amber-soft', 4.5],
  ['ink', 'amber-soft', 4.5],
  ['ink-2', 'amber-soft', 4.5],
  ['ink', 'danger-soft', 4.5],
  ['ink-2', 'danger-soft', 4.5],
  ['line-strong', 'paper', 3],
  ['accent', 'paper', 3],
  ['danger', 'paper', 3],
  ...[1, 2, 3, 4, 5].flatMap(chart => ['paper', 'surface'].map(under => [`chart-${chart}`, under, 3] as const)),
]

describe.each(['light', 'dark'] as const)('the %s theme', theme => {
  it.each(PAIRS)('%s on %s is readable', (over, under, ratio) => {
    expect(contrast(colour(over, theme), colour(under, theme))).toBeGreaterThanOrEqual(ratio)
  })
})

it('has every colour that is spoken of: those of Tailwind itself are gone, and a class of theirs would do nothing', () => {
  const sources: Readonly<Record<string, string>> = import.meta.glob('../**/*.tsx', {
    query: '?raw',
    import: 'default',
    eager: true,
  })
  const gone = /\b(?:bg|text|border|outline|ring|fill|stroke)-(?:black|white|(?:gray|red|green|blue|amber)-\d+)\b/
  expect(Object.values(sources).length).toBeGreaterThan(50)
  expect(Object.entries(sources).filter(([, source]) => gone.test(source))).toEqual([])
})

function colour(name: string, theme: 'light' | 'dark'): string {
  const found = new RegExp(String.raw`--${name}: light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)`).exec(TOKENS)
  if (!found) throw new Error(`there is no colour --${name}`)
  return found[theme === 'light' ? 1 : 2] ?? ''
}

/** https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const channels = [1, 3, 5].map(at => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return [0.2126, 0.7152, 0.0722].reduce((sum, weight, index) => sum + weight * (channels[index] ?? 0), 0)
}
