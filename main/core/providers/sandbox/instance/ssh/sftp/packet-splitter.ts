import { MAX_PACKET_BYTES } from './protocol.ts'

const LENGTH_BYTES = 4

/** Takes a stream's chunks and gives the packets in it, without their lengths; null: this is no SFTP. */
export function createPacketSplitter(): (chunk: Buffer) => Buffer[] | null {
  let chunks: Buffer[] = []
  let have = 0
  /** Length field included; until it is known, what it takes to know it. */
  let wanted = LENGTH_BYTES
  return chunk => {
    chunks.push(chunk)
    have += chunk.length
    if (have < wanted) return []
    // Joined only when something is complete, or large packets would be copied over and over.
    let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks)
    const packets: Buffer[] = []
    for (;;) {
      wanted = LENGTH_BYTES
      if (rest.length < LENGTH_BYTES) break
      const length = rest.readUInt32BE(0)
      if (length === 0 || length > MAX_PACKET_BYTES) return null
      wanted = LENGTH_BYTES + length
      if (rest.length < wanted) break
      packets.push(rest.subarray(LENGTH_BYTES, wanted))
      rest = rest.subarray(wanted)
    }
    chunks = rest.length === 0 ? [] : [rest]
    have = rest.length
    return packets
  }
}
