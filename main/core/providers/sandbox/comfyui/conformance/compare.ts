import type { Exception } from './exceptions.ts'

/** Every way in which `actual` differs from `expected`, one line each; empty: they agree. */
export function differences(
  expected: unknown,
  actual: unknown,
  path: string,
  exceptions: readonly Exception[],
): string[] {
  const rule = exceptions.find(exception => exception.where.test(path))?.rule
  if (rule === 'skip') return []
  if (kindOf(expected) !== kindOf(actual)) return [`${path}: expected ${show(expected)}, got ${show(actual)}`]
  if (Array.isArray(expected) && Array.isArray(actual))
    return arrayDifferences(expected, actual, path, exceptions, rule === 'set')
  if (isObject(expected) && isObject(actual)) return objectDifferences(expected, actual, path, exceptions)
  return rule === 'type' || Object.is(expected, actual)
    ? []
    : [`${path}: expected ${show(expected)}, got ${show(actual)}`]
}

function arrayDifferences(
  expected: unknown[],
  actual: unknown[],
  path: string,
  exceptions: readonly Exception[],
  isSet: boolean,
): string[] {
  if (expected.length !== actual.length)
    return [`${path}: expected ${expected.length} entries, got ${actual.length}: ${show(actual)}`]
  const [left, right] = isSet ? [sorted(expected), sorted(actual)] : [expected, actual]
  return left.flatMap((value, index) => differences(value, right[index], `${path}.${index}`, exceptions))
}

function objectDifferences(
  expected: Record<string, unknown>,
  actual: Record<string, unknown>,
  path: string,
  exceptions: readonly Exception[],
): string[] {
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
  return keys.flatMap(key => differences(expected[key], actual[key], `${path}.${key}`, exceptions))
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Errors of a node are told apart by their input. */
function sorted(values: readonly unknown[]): unknown[] {
  return values.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

function keyOf(value: unknown): string {
  return JSON.stringify(isObject(value) ? [value['type'], value['details']] : value)
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
