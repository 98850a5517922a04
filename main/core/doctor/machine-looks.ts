import { execFile } from 'node:child_process'
import { access, constants, statfs } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Home } from '../home.ts'
import { checkAudit } from '../storage/audit-store.ts'
import type { Db } from '../storage/database.ts'
import type { OpenedSecrets } from '../storage/secrets/open-secrets.ts'
import { hasRsync } from '../transfer/rsync/run-rsync.ts'
import type { Look } from './check.ts'

export type MachineDeps = {
  readonly home: Pick<Home, 'root' | 'database'>
  readonly db: Db
  readonly env: NodeJS.ProcessEnv
  readonly secrets: () => Promise<OpenedSecrets>
  /** Where new sessions go. */
  readonly sessions: string
}

/** Pictures of a large burst. */
const ENOUGH_BYTES = 5e9

/** This computer: what Burst stands on here. */
export function machineLooks({ home, db, env, secrets, sessions }: MachineDeps): Look[] {
  return [
    {
      check: 'home',
      look: async () => {
        await access(home.root, constants.W_OK)
        return { ok: true, detail: home.root }
      },
    },
    {
      check: 'database',
      look: async () => {
        const told = String(db.pragma('quick_check', { simple: true }))
        if (told === 'ok') return { ok: true, detail: 'whole' }
        const remedy = `Put back a copy of ${home.database}, or move it away: Burst begins a new one and finds its instances by their names.`
        return { ok: false, detail: told, remedy }
      },
    },
    {
      check: 'audit trail',
      look: async () => {
        const { ok, lines, brokenAt } = checkAudit(db)
        if (ok) return { ok, detail: `whole, ${lines} lines` }
        return { ok, detail: `line ${brokenAt} was changed, or one before it taken away`, remedy: 'See `burst audit`.' }
      },
    },
    {
      check: 'secrets',
      look: async () => {
        const { store, why } = await secrets()
        if (store.kind !== 'environment') return { ok: true, detail: why }
        const remedy = 'Set BURST_PASSPHRASE_FILE to a file with a passphrase to keep credentials on this machine.'
        return { ok: true, detail: why, remedy }
      },
    },
    {
      check: 'disk',
      look: async () => {
        const { bavail, bsize } = await statfs(home.root)
        const free = bavail * bsize
        const detail = `${(free / 1e9).toFixed(1)} GB free for ${sessions}`
        return free >= ENOUGH_BYTES
          ? { ok: true, detail }
          : { ok: false, detail, remedy: 'Make room, or set output-dir to a folder on another disk.' }
      },
    },
    {
      check: 'python for the practice cloud',
      look: async () => {
        const python = env['BURST_PYTHON'] ?? 'python3'
        const told = await promisify(execFile)(python, ['--version']).catch(() => null)
        if (told) return { ok: true, detail: `${told.stdout}${told.stderr}`.trim() }
        return {
          ok: false,
          detail: `${python} does not start`,
          remedy: 'Install Python 3.10 or newer, or name it in BURST_PYTHON.',
        }
      },
    },
    {
      check: 'rsync',
      look: async () => ({
        ok: true,
        detail: (await hasRsync()) ? 'is there, for `transfer-engine rsync`' : 'is not there; SFTP needs none',
      }),
    },
  ]
}
