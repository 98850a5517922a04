import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createOnce } from '../files.ts'

/** The cloud's token; made where there is none. */
export function readOrMakeToken(file: string): string {
  createOnce(file, randomBytes(32).toString('hex'))
  return readFileSync(file, 'utf8')
}

export function isAuthorized(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
