import type { Transfer } from '../../../common/transfers/transfer.ts'
import { createLineRate, type LineRate } from './line-rate.ts'

/** What is on its way right now, for whoever wants to see it. Nothing is recorded: a restart finds an empty board. */
export type TransferBoard = {
  begin(what: NewTransfer): PostedTransfer
  list(): Transfer[]
  /** Told of every change, also many times a second; gives back how to stop. */
  onChange(listener: () => void): () => void
  /** Changes whenever bytes of this lane have moved. */
  signOf(burstId: string, lane: number): number
}

export type NewTransfer = Pick<Transfer, 'burstId' | 'lane' | 'kind' | 'way' | 'name' | 'bytes' | 'files'>

export type PostedTransfer = {
  /** So many bytes are there, from the beginning; `from` were there before. */
  reached(bytesDone: number): void
  /** What is known to be there before anything moves: it counts as done, not as carried. */
  from(bytesDone: number): void
  change(change: Partial<Pick<Transfer, 'way' | 'bytes' | 'files' | 'filesDone'>>): void
  /** Off the board; safe to call twice. */
  end(): void
}

/** What the first bytes took says nothing of the line, ms. */
const FIRST_RATE_MS = 1000

export function createTransferBoard(now: () => number): TransferBoard {
  const posted = new Set<{ transfer: Transfer; rate: LineRate }>()
  const listeners = new Set<() => void>()
  const signs = new Map<string, number>()
  const tell = () => listeners.forEach(listener => listener())

  return {
    begin(what) {
      const rate = createLineRate(now)
      const begun = now()
      const entry = { transfer: { ...what, bytesDone: 0, filesDone: 0, bytesPerSecond: null } as Transfer, rate }
      const key = `${what.burstId} ${what.lane}`
      posted.add(entry)
      rate.begin()
      tell()
      return {
        reached(bytesDone) {
          const more = bytesDone - entry.transfer.bytesDone
          if (more <= 0) return
          rate.arrived(more)
          signs.set(key, (signs.get(key) ?? 0) + more)
          const bytesPerSecond = now() - begun < FIRST_RATE_MS ? null : rate.bytesPerSecond()
          entry.transfer = { ...entry.transfer, bytesDone, bytesPerSecond }
          tell()
        },
        from(bytesDone) {
          entry.transfer = { ...entry.transfer, bytesDone }
          tell()
        },
        change(change) {
          const restarted = change.way !== undefined && change.way !== entry.transfer.way
          entry.transfer = {
            ...entry.transfer,
            ...change,
            ...(restarted ? { bytesDone: 0, bytesPerSecond: null } : {}),
          }
          tell()
        },
        end() {
          if (posted.delete(entry)) tell()
        },
      }
    },
    list: () => [...posted].map(({ transfer }) => transfer),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    signOf: (burstId, lane) => signs.get(`${burstId} ${lane}`) ?? 0,
  }
}
