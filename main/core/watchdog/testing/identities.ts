import { createHmac } from 'node:crypto'
import { instanceNames, type Identity } from '../names.ts'

/** An identity that needs no file; of the same `install` it is always the same. */
export function identityOf(install: string): Identity {
  let given = 0
  return instanceNames({
    install,
    random: bytes => Buffer.alloc(bytes, (given += 1)),
    mac: text => createHmac('sha256', install).update(text).digest(),
  })
}

/** The name of an instance that this installation rents next. */
export function nextName(identity: Identity): string {
  return identity.instanceName(identity.newAttempt())
}
