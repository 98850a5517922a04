import { describe, expect, it } from 'vitest'
import { createPacketSplitter } from './packet-splitter.ts'
import { MAX_PACKET_BYTES } from './protocol.ts'

function framed(content: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  return Buffer.concat([length, Buffer.from(content)])
}

describe('packets', () => {
  it.each([1, 2, 3, 5, 1000])('come whole out of chunks of %d bytes', size => {
    const contents = ['a', 'bcd', 'x'.repeat(3000), 'e', 'f'.repeat(7)]
    const stream = Buffer.concat(contents.map(framed))
    const split = createPacketSplitter()
    const packets: string[] = []
    for (let from = 0; from < stream.length; from += size)
      packets.push(...(split(stream.subarray(from, from + size)) ?? []).map(String))
    expect(packets).toEqual(contents)
  })

  it('of impossible sizes are told', () => {
    const tooLong = Buffer.alloc(4)
    tooLong.writeUInt32BE(MAX_PACKET_BYTES + 1)
    expect(createPacketSplitter()(tooLong)).toBeNull()
    expect(createPacketSplitter()(Buffer.alloc(4))).toBeNull()
  })
})
