import { ATTRIBUTE, STATUS } from './protocol.ts'
import { SftpError } from './sftp-error.ts'

/** What a client wants a file's attributes to be; what it does not speak of is missing. */
export type WantedAttributes = {
  readonly size?: number
  readonly owner?: { readonly uid: number; readonly gid: number }
  readonly mode?: number
  /** Seconds since 1970. */
  readonly times?: { readonly accessed: number; readonly modified: number }
}

/** Reads the fields of a packet one after the other; one that ends too early is a bad message. */
export class Fields {
  readonly #packet: Buffer
  #position = 0

  constructor(packet: Buffer) {
    this.#packet = packet
  }

  byte(): number {
    return this.#packet.readUInt8(this.#advance(1))
  }

  number(): number {
    return this.#packet.readUInt32BE(this.#advance(4))
  }

  /** An offset or a size; beyond 2^53 it is not exact, and no file is that long. */
  large(): number {
    return Number(this.#packet.readBigUInt64BE(this.#advance(8)))
  }

  bytes(): Buffer {
    const length = this.number()
    const start = this.#advance(length)
    return this.#packet.subarray(start, start + length)
  }

  text(): string {
    return this.bytes().toString('utf8')
  }

  attributes(): WantedAttributes {
    const flags = this.number()
    const has = (flag: number) => (flags & flag) !== 0
    return {
      ...(has(ATTRIBUTE.SIZE) && { size: this.large() }),
      ...(has(ATTRIBUTE.UIDGID) && { owner: { uid: this.number(), gid: this.number() } }),
      ...(has(ATTRIBUTE.PERMISSIONS) && { mode: this.number() & 0o7777 }),
      ...(has(ATTRIBUTE.ACMODTIME) && { times: { accessed: this.number(), modified: this.number() } }),
    }
  }

  #advance(length: number): number {
    const start = this.#position
    if (start + length > this.#packet.length) throw new SftpError(STATUS.BAD_MESSAGE, 'the packet ends too early')
    this.#position = start + length
    return start
  }
}
