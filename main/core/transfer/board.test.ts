import { beforeEach, expect, test } from 'vitest'
import { createTransferBoard, type NewTransfer, type TransferBoard } from './board.ts'

const WHAT: NewTransfer = { burstId: 'b', lane: 0, kind: 'model', way: 'up', name: 'm', bytes: 1000, files: 1 }

let clock: number
let board: TransferBoard
beforeEach(() => {
  clock = 0
  board = createTransferBoard(() => clock)
})

test('tells how far a transfer is, and its rate when it has lasted a second', () => {
  const posted = board.begin(WHAT)
  posted.from(200)
  clock = 500
  posted.reached(300)
  expect(board.list()).toMatchObject([{ bytesDone: 300, bytesPerSecond: null }])
  clock = 2000
  posted.reached(600)
  // What was there before is not counted as carried.
  expect(board.list()).toMatchObject([{ bytesDone: 600, bytesPerSecond: 200 }])
  posted.change({ way: 'check' })
  expect(board.list()).toMatchObject([{ way: 'check', bytesDone: 0, bytesPerSecond: null }])
  posted.end()
  posted.end()
  expect(board.list()).toEqual([])
})

test('is told of as it changes, and shows by lane that something moves', () => {
  let told = 0
  const stop = board.onChange(() => (told += 1))
  const posted = board.begin(WHAT)
  expect(board.signOf('b', 0)).toBe(0)
  posted.reached(400)
  posted.reached(300)
  expect([told, board.signOf('b', 0), board.signOf('b', 1)]).toEqual([2, 400, 0])
  stop()
  posted.end()
  expect(told).toBe(2)
})
