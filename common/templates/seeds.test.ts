import { expect, it } from 'vitest'
import { parseSeedList, seedAt } from './seeds.ts'

it.each([
  ['1,2,,3', [1, 2, 3]],
  ['5-7', [5, 6, 7]],
  ['-3--1', [-3, -2, -1]],
  ['-1', [-1]],
  ['4#500', [500, 501, 502, 503]],
  ['7', [7]],
  ['0#5', null],
  ['9-5', null],
  ['a', null],
  ['', null],
  [',', null],
  ['1-99999999', null],
])('the seed list %j is %j', (text, seeds) => {
  expect(parseSeedList(text)).toEqual(seeds)
})

it('rises from -1 in progressive mode, and leaves unknown modes to the server', () => {
  expect([0, 1, 2].map(index => seedAt('progressive', -1, index))).toEqual([-1, 0, 1])
  expect([0, 1].map(index => seedAt('fixed', 5, index))).toEqual([5, 5])
  expect(seedAt('ask', 5, 0)).toBe(-1)
})
