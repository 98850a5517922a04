import { z } from 'zod'

/** How the instance of a burst comes up: from nothing, from a prepared image, or kept running since the burst before. */
export const Strategy = z.enum(['on-demand', 'warm', 'image'])
export type Strategy = z.infer<typeof Strategy>

/**
 * What set-up takes at most where nothing has to be installed, s: with an image ComfyUI's own start (10 to 40 s is usual),
 * on a machine that is kept the new connection. Until bursts have shown it.
 */
export const PREPARED_SETUP_SECONDS: Readonly<Record<Exclude<Strategy, 'on-demand'>, number>> = { image: 30, warm: 5 }

/** The same with the boot in it, of which an image saves nothing and a machine that runs all. */
export const PREPARED_START_SECONDS: Readonly<Record<Exclude<Strategy, 'on-demand'>, number>> = { image: 90, warm: 5 }
