import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import type { System } from '../host.ts'

/** A timer of the system answers at once, or is not there; real ms. */
const PATIENCE_MS = 30_000

export function processSystem(): System {
  return {
    uid: process.getuid?.() ?? null,
    run: ([program, ...args]) =>
      new Promise(resolve => {
        execFile(program, args, { timeout: PATIENCE_MS, windowsHide: true }, (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
          resolve({ code, output: stderr === '' ? stdout || (error?.message ?? '') : stderr })
        })
      }),
    write: async (file, content) => {
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, content, { mode: 0o600 })
    },
    remove: async file => await rm(file, { force: true }),
  }
}
