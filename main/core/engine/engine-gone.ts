import { BurstError } from '../../../common/errors.ts'

/** An engine that stops may need some time until another one may begin; longer than this there is none, ms. */
export const TAKE_OVER_DEADLINE_MS = 60_000
export const ASK_AGAIN_MS = 50

/** The engine that was asked is no more, or is leaving. */
export class EngineGone extends Error {
  override name = 'EngineGone'
  /** False where the request cannot have been acted on. */
  readonly wasSent: boolean
  constructor(wasSent: boolean, options?: ErrorOptions) {
    super('the engine is gone', options)
    this.wasSent = wasSent
  }
}

/** For a call that must not be repeated blindly. */
export function engineLost(name: string, cause?: unknown): BurstError {
  const message = `The engine ended before it answered ${name}: it may or may not have done it.`
  const remedy = 'Look with `burst list` and `burst instances`, and ask again if it was not done.'
  return new BurstError('failed', [{ code: 'engine-lost', message, remedy }], { cause })
}

export function engineStopped(): BurstError {
  const message = 'The engine was asked to stop.'
  const remedy = 'What runs is taken up by the next engine: give any command, or `burst engine`.'
  return new BurstError('cancelled', [{ code: 'engine-stopped', message, remedy }])
}
