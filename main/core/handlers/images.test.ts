import { describe, expect, it } from 'vitest'
import type { PreparedImage } from '../storage/prepared-images.ts'
import { imageCalled } from './images.ts'

const knownAs = (provider: string, imageId: string, label: string): PreparedImage => ({
  provider,
  imageId,
  name: `burst-${imageId}`,
  label,
  region: 'gra',
  gpu: 'H100',
  setup: '1',
  models: [],
  bytes: null,
  burstId: 'b',
  createdAt: 1,
})
const keptAs = (provider: string, id: string) => ({ provider, image: { id, name: `burst-${id}` } })

const KEPT = [keptAs('ovh', 'i-1'), keptAs('ovh', 'i-2'), keptAs('sandbox', 'i-1'), keptAs('ovh', 'i-4')]
const KNOWN = [
  knownAs('ovh', 'i-1', 'plain'),
  knownAs('ovh', 'i-2', 'plain'),
  knownAs('sandbox', 'i-1', 'practice'),
  knownAs('ovh', 'i-3', 'gone'),
]

describe('the image that is to be deleted', () => {
  it.each([
    ['practice', 'sandbox', 'i-1'],
    ['i-2', 'ovh', 'i-2'],
    ['burst-i-2', 'ovh', 'i-2'],
    ['i-4', 'ovh', 'i-4'],
    ['gone', 'ovh', 'i-3'],
  ])('%s is at %s', (wanted, provider, id) => {
    expect(imageCalled(wanted, KEPT, KNOWN)).toMatchObject({ provider, id })
  })

  it.each(['plain', 'i-1'])('%s is two, and neither is taken', wanted => {
    expect(() => imageCalled(wanted, KEPT, KNOWN)).toThrow(/2 images are called/)
  })

  it('that nobody has is said', () => {
    expect(() => imageCalled('other', KEPT, KNOWN)).toThrow('No provider keeps an image other')
  })
})
