import { z } from 'zod'

/** One line of the audit trail: who did what, when, to what. */
export const AuditLine = z.strictObject({
  seq: z.int(),
  at: z.string(),
  /** `user`: somebody asked for it; `engine`: it follows from what was asked; else the rule that did it. */
  actor: z.enum(['user', 'engine', 'budget', 'watchdog']),
  action: z.string(),
  target: z.string(),
  detail: z.record(z.string(), z.unknown()),
  /** SHA-256 over the line before and this one, in hex. */
  hash: z.string(),
})
export type AuditLine = z.infer<typeof AuditLine>
export type AuditActor = AuditLine['actor']

/** Whether the trail is whole; `brokenAt` is the number of the first line that does not follow from the one before. */
export const AuditCheck = z.strictObject({ ok: z.boolean(), lines: z.int(), brokenAt: z.int().nullable() })
export type AuditCheck = z.infer<typeof AuditCheck>
