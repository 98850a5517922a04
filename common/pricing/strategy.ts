import { z } from 'zod'

/**
 * How the instance of a burst comes up: from nothing, from a prepared image, kept running since the burst before, or from
 * nothing with a volume that has the models.
 */
export const Strategy = z.enum(['on-demand', 'warm', 'image', 'volume'])
export type Strategy = z.infer<typeof Strategy>

/** Those on whose machines nothing has to be installed. */
export type PreparedStrategy = Exclude<Strategy, 'on-demand' | 'volume'>

/**
 * What set-up takes at most where nothing has to be installed, s: with an image ComfyUI's own start (10 to 40 s is usual),
 * on a machine that is kept the new connection. Until bursts have shown it.
 */
export const PREPARED_SETUP_SECONDS: Readonly<Record<PreparedStrategy, number>> = { image: 30, warm: 5 }

/** The same with the boot in it, of which an image saves nothing and a machine that runs all. */
export const PREPARED_START_SECONDS: Readonly<Record<PreparedStrategy, number>> = { image: 90, warm: 5 }
