import { z } from 'zod'

/** A text of bounded size, as everything that comes from outside. */
export const text = z.string().max(4000)
export const path = z.string().min(1).max(4000)
