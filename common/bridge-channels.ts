/**
 * The only two ways between page and window: what the page asks, and what it is told.
 *
 * A file of its own: a sandboxed preload can load no package, so that it must not draw in the schemas.
 */
export const CALL_CHANNEL = 'burst:call'
export const EVENT_CHANNEL = 'burst:event'
