import process from 'node:process'
import { keyringStore, faultOfKeyring } from '../keyring-store.ts'

/** Tries the system's keyring as a store of secrets, and prints what it found as JSON. */
const store = keyringStore('burst test')
const fault = await faultOfKeyring(store)
if (fault !== null) {
  process.stdout.write(JSON.stringify({ fault }))
  process.exit()
}
await store.set('provider/test/key', 'first')
await store.set('provider/test/key', 'häßlich 鍵')
await store.set('provider/test/other', 'x')
const names = await store.names()
const read = await store.get('provider/test/key')
const other = await keyringStore('burst other').get('provider/test/key')
const gone = [await store.delete('provider/test/key'), await store.get('provider/test/key')]
process.stdout.write(JSON.stringify({ fault, names, read, other, gone }))
