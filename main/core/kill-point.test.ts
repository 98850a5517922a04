import { expect, it } from 'vitest'
import { checkpointFrom } from './kill-point.ts'

function kills(wanted: string | undefined, passed: readonly string[]): number[] {
  const at: number[] = []
  let number = 0
  const checkpoint = checkpointFrom(wanted === undefined ? {} : { BURST_TEST_KILL_AT: wanted }, () => at.push(number))
  for (const point of passed) {
    number += 1
    checkpoint(point)
  }
  return at
}

it('ends the process at the named passing of the named point, and else never', () => {
  expect(kills('b', ['a', 'b', 'b'])).toEqual([2])
  expect(kills('b#2', ['b', 'a', 'b', 'b'])).toEqual([3])
  expect(kills('', ['', 'a'])).toEqual([])
  expect(kills(undefined, ['a'])).toEqual([])
})
