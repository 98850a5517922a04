import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { parseArgs } from 'node:util'

/**
 * The long soak: random lives of bursts, users and clouds, with another seed each round, until the time is over. A round that
 * fails prints its seed, with which it can be run again.
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, lives: { type: 'string', default: '500' } },
})
const until = Date.now() + Number(values.minutes) * 60_000
const root = path.resolve(import.meta.dirname, '..')
const red: number[] = []
let rounds = 0

for (; Date.now() < until; rounds += 1) {
  const seed = Math.floor(Math.random() * 2 ** 31)
  const child = spawn(
    process.execPath,
    [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'unit', 'main/core/bursts/model'],
    {
      cwd: root,
      env: { ...process.env, MODEL_SEED: String(seed), MODEL_RUNS: values.lives, MODEL_MS: '3600000' },
      stdio: 'ignore',
    },
  )
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) continue
  red.push(seed)
  process.stdout.write(
    `red: MODEL_SEED=${seed} MODEL_RUNS=${values.lives} npx -c 'vitest run --project unit main/core/bursts/model'\n`,
  )
}
process.stdout.write(`${rounds * Number(values.lives)} lives in ${rounds} rounds, ${red.length} rounds red\n`)
process.exitCode = red.length === 0 ? 0 : 1
