/** Ends a switch over a union: a case that was forgotten is a compile error, and at run time a loud one. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}
