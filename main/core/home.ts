import path from 'node:path'

/** Where everything of one installation lies. All paths are absolute. */
export type Home = {
  readonly root: string
  readonly database: string
  /** Who listens here is the engine of this home. */
  readonly socket: string
  /** Install id and MAC key, owner-only, outside the database on purpose: kill-all needs nothing else. */
  readonly identity: string
  /** Encrypted, for machines without a keyring. */
  readonly secrets: string
  /** Names of the clouds whose credentials were entered; never the credentials. */
  readonly entered: string
  /** Exists while kill-all forbids new instances; only `burst unlatch` removes it. */
  readonly stopLatch: string
  /** Keys of running lanes, one file an attempt, owner-only. */
  readonly keys: string
  readonly sessions: string
  /** Templates that were dropped onto the page. */
  readonly templates: string
  /** Small copies of pictures, to be made again when they are gone. */
  readonly thumbs: string
  /** The practice cloud's own folder: it outlives the engine. */
  readonly sandbox: string
  /** Where bursts work on the GPU of this house. */
  readonly gpu: string
  readonly log: string
}

/** The layout of a home; creates nothing. */
export function homeAt(root: string): Home {
  const absolute = path.resolve(root)
  const within = (name: string) => path.join(absolute, name)
  return {
    root: absolute,
    database: within('burst.db'),
    socket: within('engine.sock'),
    identity: within('identity.json'),
    secrets: within('secrets.json'),
    entered: within('clouds.json'),
    stopLatch: within('stop-latch'),
    keys: within('keys'),
    sessions: within('sessions'),
    templates: within('templates'),
    thumbs: within('thumbs'),
    sandbox: within('sandbox'),
    gpu: within('gpu'),
    log: within('burst.log'),
  }
}
