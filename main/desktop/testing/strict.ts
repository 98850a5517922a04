/** A stand-in that has what was prepared and throws on everything else: what a test did not think of must not pass. */
export function strict<T extends object>(name: string, prepared: Partial<T>): T {
  return new Proxy(prepared as T, {
    get(target, key) {
      // A promise looks for this to see whether it was given another promise.
      if (key === 'then' || typeof key === 'symbol') return undefined
      if (!Object.hasOwn(target, key)) throw new Error(`${name}.${key} was not prepared`)
      return target[key as keyof T]
    },
  })
}
