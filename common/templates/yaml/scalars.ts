import { assertNever } from '../../assert.ts'
import type { Place, YamlNode } from './node.ts'

/**
 * What a plain scalar means in YAML 1.1, as PyYAML's safe loader reads it.
 *
 * The patterns are those of PyYAML's resolver. The `yaml` package differs in three points (`y` and `n`, floats without a
 * dot or a sign in the exponent, `08`), so its own resolution is switched off and this one used instead.
 */
const NULL = /^(?:~|null|Null|NULL|)$/
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/
const INT = /^[-+]?(?:0b[01_]+|0[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/
const INFINITE = /^([-+]?)\.(?:inf|Inf|INF)$/
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/
const DATE =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?)$/

/** More digits than this are no number anybody means, and slow to read. */
const MAX_DIGITS = 400

export function readPlainScalar(source: string, place: Place): YamlNode {
  if (NULL.test(source)) return { kind: 'null', place }
  if (TRUE.test(source)) return { kind: 'bool', value: true, place }
  if (FALSE.test(source)) return { kind: 'bool', value: false, place }
  if (source.length <= MAX_DIGITS) {
    if (INT.test(source)) return intNode(source, place)
    const float = floatOf(source)
    if (float !== null) return { kind: 'float', value: float, place }
    if (DATE.test(source)) return { kind: 'date', value: source, place }
  }
  return { kind: 'text', value: source, place }
}

/** A key as Python writes it: `True`, `None`, `10`, `1.5`, `2024-05-01`; null for what cannot be a key. */
export function keyTextOf(node: YamlNode): string | null {
  switch (node.kind) {
    case 'text':
    case 'date':
      return node.value
    case 'int':
      return node.value.toString()
    case 'float':
      return pythonFloat(node.value)
    case 'bool':
      return node.value ? 'True' : 'False'
    case 'null':
      return 'None'
    case 'list':
    case 'map':
      return null
    default:
      return assertNever(node)
  }
}

function intNode(source: string, place: Place): YamlNode {
  const text = source.replaceAll('_', '')
  const negative = text.startsWith('-')
  const value = unsignedInt(text.replace(/^[-+]/, ''))
  // `0b_` and its like match the pattern but hold no digit.
  if (value === null) return { kind: 'text', value: source, place }
  return { kind: 'int', value: negative ? -value : value, place }
}

function unsignedInt(digits: string): bigint | null {
  if (/^0[bx]$/.test(digits)) return null
  if (/^0[bx]/.test(digits)) return BigInt(digits)
  if (digits.includes(':')) return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n)
  return /^0./.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits)
}

function floatOf(source: string): number | null {
  const infinite = INFINITE.exec(source)
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity
  if (NOT_A_NUMBER.test(source)) return NaN
  if (!FLOAT.test(source)) return null
  const text = source.replaceAll('_', '')
  if (!text.includes(':')) return Number(text)
  const size = text
    .replace(/^[-+]/, '')
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0)
  return text.startsWith('-') ? -size : size
}

function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2')
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
