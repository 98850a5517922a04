import { claimSocket } from '../claim-socket.ts'

/** Claims the socket named by its argument, says how that ended, and lives until its input ends. */
const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('usage: claimant <socket>')
process.stdin.on('end', () => process.exit(0)).resume()
process.stdout.write('ready\n')
process.stdin.once('data', () => {
  void claimSocket(file).then(claim => process.stdout.write(claim.owned ? 'owned\n' : 'taken\n'))
})
