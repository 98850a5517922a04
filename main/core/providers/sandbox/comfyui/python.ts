/** Just enough Python to give errors the wording ComfyUI gives them. */
import { isRecord } from './json-text.ts'

/** An exception as ComfyUI reports it: full type name, `str(exception)`, and where it was raised. */
export class PythonError extends Error {
  override name = 'PythonError'
  readonly type: string
  readonly frames: readonly string[]
  constructor(type: string, message: string, frames: readonly string[] = []) {
    super(message)
    this.type = type
    this.frames = frames
  }
}

/** One entry of `traceback.format_tb`; the source line itself is not ours to show. */
export function traceLine(file: string, line: number, where: string): string {
  return `  File "/opt/ComfyUI/${file}", line ${line}, in ${where}\n    <source line>\n`
}

export function repr(value: unknown): string {
  if (typeof value === 'string') return reprString(value)
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`
  if (isRecord(value))
    return `{${Object.entries(value)
      .map(([key, entry]) => `${reprString(key)}: ${repr(entry)}`)
      .join(', ')}}`
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value)
}

export function str(value: unknown): string {
  return typeof value === 'string' ? value : repr(value)
}

export function floatText(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

/** `int(value)` or the exception it raises. */
export function toInt(value: unknown): number | bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'number') return Math.trunc(value)
  if (typeof value !== 'string')
    throw new PythonError(
      'TypeError',
      `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
    )
  if (!/^\s*[+-]?\d+\s*$/.test(value))
    throw new PythonError('ValueError', `invalid literal for int() with base 10: ${reprString(value)}`)
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : BigInt(value.trim())
}

/** `float(value)` or the exception it raises. */
export function toFloat(value: unknown): number {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return Number(value)
  if (typeof value !== 'string')
    throw new PythonError('TypeError', `float() argument must be a string or a real number, not '${typeName(value)}'`)
  const number = value.trim() === '' ? Number.NaN : Number(value)
  if (Number.isNaN(number))
    throw new PythonError('ValueError', `could not convert string to float: ${reprString(value)}`)
  return number
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  return Array.isArray(value) ? 'list' : 'dict'
}

function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
  return quote + escaped.replaceAll(quote, `\\${quote}`) + quote
}
