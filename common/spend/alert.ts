import { z } from 'zod'

/** Something that somebody should hear of though nobody looks: told once, on every way that was set up. */
export const Alert = z.strictObject({
  id: z.int(),
  at: z.string(),
  kind: z.enum(['budget', 'watchdog', 'test']),
  message: z.string(),
  /** About practice money: shown, and sent to nobody. */
  simulated: z.boolean(),
})
export type Alert = z.infer<typeof Alert>

/** How alerts leave this computer. */
export const AlertChannel = z.enum(['mail', 'webhook'])
export type AlertChannel = z.infer<typeof AlertChannel>

export const BudgetState = z.enum(['ok', 'warned', 'reached'])
export type BudgetState = z.infer<typeof BudgetState>
