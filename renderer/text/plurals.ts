/** Of one and of many; French counts millions as a third form, which reads like the second. */
export type Plurals = Readonly<Record<string, readonly [one: string, many: string]>>
