/** What travels through the contract, by what it is about. */
export * from './forms/text.ts'
export * from './forms/templates.ts'
export * from './forms/pictures.ts'
export * from './forms/renting.ts'
export * from './forms/instances.ts'
export * from './forms/spend.ts'
export * from './forms/keys.ts'
export * from './forms/home.ts'
