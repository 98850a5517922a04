import { z } from 'zod'
import { JournalLine } from './journal.ts'

const KNOWN_TYPES = new Set<string>(JournalLine.options.map(option => option.shape.type.value))
const AnyLine = z.looseObject({ type: z.string() })

export type ParsedLine = { kind: 'line'; line: JournalLine } | { kind: 'unknown' } | { kind: 'bad'; problem: string }

/** Reads one line of a journal. A type we do not know is a newer worker's word; a known one must be as agreed. */
export function parseJournalLine(text: string): ParsedLine {
  const shape = AnyLine.safeParse(jsonOrNull(text))
  if (!shape.success) return { kind: 'bad', problem: 'not a JSON object with a type' }
  if (!KNOWN_TYPES.has(shape.data.type)) return { kind: 'unknown' }
  const line = JournalLine.safeParse(shape.data)
  return line.success ? { kind: 'line', line: line.data } : { kind: 'bad', problem: z.prettifyError(line.error) }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
