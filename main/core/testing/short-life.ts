import { buildApp } from '../app.ts'
import { homeAt } from '../home.ts'

/** Starts and stops the app of a home, and does nothing to end this process: it ends when nothing is left open. */
const [root = ''] = process.argv.slice(2)
const app = await buildApp({ home: homeAt(root), env: {}, log: () => undefined, onStop: () => undefined })
await app.start()
await app.whenIdle(new AbortController().signal)
await app.stop()
process.stdout.write('stopped')
