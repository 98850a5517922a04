import { createInterface } from 'node:readline'
import { homeAt } from '../../home.ts'
import { openEngine } from '../open.ts'
import { toyApp } from './toy-app.ts'

/** A face in a process of its own: at each line of stdin it says whether it is the engine; it leaves at the end. */
const [root = '', mode = 'drive'] = process.argv.slice(2)
process.stdout.write('ready\n')
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
await lines.next()
const face = await openEngine({
  home: homeAt(root),
  mode: mode === 'look' ? 'look' : 'drive',
  env: {},
  build: toyApp({
    // An answer that never comes: whoever asked is left alone when this process dies.
    'bursts.cancel': async () => await new Promise<never>(() => undefined),
    'settings.set': async () => await new Promise<never>(() => undefined),
  }),
})
do process.stdout.write(`${face.owned ? 'owned' : 'client'}\n`)
while (!(await lines.next()).done)
await face.close()
process.exit(0)
