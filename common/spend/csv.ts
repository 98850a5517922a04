import { SECOND_KINDS } from './split.ts'
import type { SpendReport } from '../contract.ts'

type Entry = SpendReport['entries'][number]

const COLUMNS: readonly (readonly [name: string, value: (entry: Entry) => string | number | boolean | null])[] = [
  ['at', entry => entry.at],
  ['provider', entry => entry.provider],
  ['burstId', entry => entry.burstId],
  ['instanceId', entry => entry.instanceId],
  ['billedSeconds', entry => entry.billedSeconds],
  ['images', entry => entry.images],
  ['amount', entry => entry.cost.amount],
  ['metered', entry => entry.metered?.amount ?? null],
  ['currency', entry => entry.cost.currency],
  ['taxIncluded', entry => entry.cost.taxIncluded],
  ['simulated', entry => entry.cost.simulated],
  ...SECOND_KINDS.map(kind => [`seconds: ${kind}`, (entry: Entry) => entry.seconds?.[kind] ?? null] as const),
]

/** Entries as CSV (RFC 4180) with a heading line. */
export function spendCsv(entries: readonly Entry[]): string {
  const heading = COLUMNS.map(([name]) => name).join(',')
  const rows = entries.map(entry => COLUMNS.map(([, value]) => cell(value(entry))).join(','))
  return [heading, ...rows, ''].join('\r\n')
}

/** Quotes what needs it; a text that a spreadsheet would take for a formula is made harmless. */
function cell(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
