import { describe, expect, it } from 'vitest'
import { placeholdersOf, tokensOf } from './placeholders.ts'
import { decidingSelectors, parseSelectors, select } from './selectors.ts'
import { seededRandom } from './random.ts'

const POOL = ['ash', 'Beech', 'Cedar', 'elm'].map(key => ({ key, value: `the ${key}` }))
const chosen = (text: string) => select(POOL, parseSelectors(text), seededRandom(1)).entries.map(({ key }) => key)

const last = (text: string) => decidingSelectors('A', placeholdersOf(tokensOf(text)))

describe('selectors', () => {
  it.each([
    ['#0,3', ['ash', 'elm']],
    ['#1-2', ['Beech', 'Cedar']],
    ['#2-99', ['Cedar', 'elm']],
    ['#1,1', ['Beech', 'Beech']],
    ['#-1,2', ['Cedar']],
    ['elm,ash', ['elm', 'ash']],
    ['elm,', ['elm']],
    ['Beech', ['Beech']],
    ['0', []],
    [' #0 ; $5 ', ['ash']],
    ['#0;#1', ['Beech']],
    ['#0;elm,ash', ['ash']],
  ])('[%s] leaves %j', (text, keys) => {
    expect(chosen(text)).toEqual(keys)
  })

  it.each(['#99', 'oak,', 'elm', '#2-1', '#x', '#1,x', 'random:3', '9', '$x', '#-1'])(
    '[%s] leaves the whole pool',
    text => {
      expect(chosen(text)).toHaveLength(POOL.length)
    },
  )

  it('draws as many different values as the limit says', () => {
    expect(new Set(chosen('3')).size).toBe(3)
  })

  it('keeps what it did not understand, for a warning', () => {
    expect(parseSelectors('elm; $2 ;#x').ignored).toEqual(['elm', '#x'])
    expect(parseSelectors('elm; $-2 ;#x').weight).toBe(-2)
  })

  it('lets the last occurrence decide, and a part set the weight back', () => {
    expect(last('{A[#1;$3]} {A[#2]}')).toMatchObject({ indexes: [{ from: 2, to: 2 }], weight: 1 })
    expect(last('{A[#1;$3]} {A}')).toMatchObject({ indexes: null, weight: 1 })
    expect(last('{A[#1;$3]} {A:part}')).toMatchObject({ indexes: [{ from: 1, to: 1 }], weight: 1 })
  })
})
