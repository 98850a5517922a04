import type { Check } from '../../../common/doctor.ts'

/** What a look found, without its name. */
export type Finding = Omit<Check, 'check'>
export type Look = { readonly check: string; readonly look: (signal: AbortSignal) => Promise<Finding> }

/** A look that says nothing for so long found a fault, real ms. */
const PATIENCE_MS = 30_000

/** All at the same time; one that throws is a fault that says why. Rejects only with the signal's reason. */
export async function carryOut(looks: readonly Look[], signal: AbortSignal): Promise<Check[]> {
  return await Promise.all(
    looks.map(async ({ check, look }) => {
      const late = AbortSignal.timeout(PATIENCE_MS)
      try {
        return { check, ...(await look(AbortSignal.any([signal, late]))) }
      } catch (error) {
        signal.throwIfAborted()
        const why = error instanceof Error ? error.message : String(error)
        return { check, ok: false, detail: late.aborted ? `no answer within ${PATIENCE_MS / 1000} seconds` : why }
      }
    }),
  )
}
