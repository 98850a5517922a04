/** The most prompts a job manifest holds. */
export const MAX_ITEMS = 1_000_000
