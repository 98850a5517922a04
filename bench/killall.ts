import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { homeAt } from '../main/core/home.ts'
import { CLOUD_IDS, type CloudId } from '../main/core/providers/credentials.ts'
import { createFastClock } from '../main/core/providers/testing/clouds/fast-clock.ts'
import { openIdentity } from '../main/core/watchdog/identity.ts'
import { openFourSellers, RENTED } from '../test/system/support/four-sellers.ts'
import type { KillReport } from '../common/contract.ts'

/**
 * From the order to end everything until every call has left, and until each seller has proven it: ten instances at four
 * sellers, by the command line in a process of its own, with no engine and no database.
 */
const MARK_SECONDS = 0.7
/** A command that does nothing, for comparison: the start of the program is in the figure too. */
const NOTHING = ['--version']

const folder = mkdtempSync(path.join(os.tmpdir(), 'burst-killall-'))
const identity = await openIdentity(homeAt(folder).identity)
const sellers = await openFourSellers(identity, createFastClock(1))
try {
  const start = await seconds(async () => void (await run(NOTHING)))
  const from = performance.now()
  const sent = new Map<CloudId, number>()
  const watching = setInterval(() => {
    for (const cloud of CLOUD_IDS)
      if (!sent.has(cloud) && endCalls(cloud) >= RENTED[cloud]) sent.set(cloud, (performance.now() - from) / 1000)
  }, 5)
  const report = JSON.parse(await run(['kill-all', '--confirm', '--json'])) as KillReport
  clearInterval(watching)
  const all = Math.max(...CLOUD_IDS.map(cloud => sent.get(cloud) ?? Infinity))
  const rows = [
    ['a command that does nothing', start],
    ...CLOUD_IDS.map(cloud => [`every call sent to ${cloud} (${RENTED[cloud]})`, sent.get(cloud) ?? Infinity] as const),
    ['every call sent', all],
    [`every call sent, beyond the start of the program (mark ${MARK_SECONDS} s)`, all - start],
    ['each proven gone', report.seconds],
  ] as const
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(64)} ${value.toFixed(2).padStart(8)} s\n`)
  process.stdout.write('Lambda takes one call a second, the list included; Vast.ai one end in three seconds.\n')
  process.stdout.write(`ended ${report.terminated.length} of 10, unconfirmed ${report.unconfirmed.length}\n`)
} finally {
  await sellers.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** Orders to end a machine; each seller has its own form of them. */
function endCalls(cloud: CloudId): number {
  return sellers.of[cloud].server.log.filter(call => /^DELETE |instance-operations\/terminate|podTerminate/.test(call))
    .length
}

async function run(args: readonly string[]): Promise<string> {
  const main = path.resolve(import.meta.dirname, '../main/cli/main.ts')
  const child = spawn(process.execPath, [main, '--home', folder, ...args], {
    env: { ...process.env, ...sellers.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', chunk => (text += String(chunk)))
  await once(child, 'close')
  return text
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}
