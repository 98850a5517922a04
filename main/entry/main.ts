import process from 'node:process'
import { takeRole } from '../core/roles.ts'
import { runRole } from './run-role.ts'

/**
 * Where the desktop app begins. It has no Node beside it, so that it is also every program it starts: the arguments are
 * read before anything of Electron is loaded.
 */
const role = takeRole(process.argv)
if (role === null) {
  const { runFromElectron } = await import('../desktop/main.ts')
  await runFromElectron()
} else await runRole(role, process.argv.slice(2))
