import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { EXPAND_CASES, writeExpandCase, type ExpandCase } from './support/expand-cases.ts'

/** Time and memory of resolving templates, each case in a process of its own, the median of some runs. */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } })
const runs = Number(values.runs)
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number above 0')
const RUN = fileURLToPath(new URL('./support/expand-run.ts', import.meta.url))

type Result = { readonly prompts: number; readonly milliseconds: number; readonly mebibytes: number }

const folder = await mkdtemp(path.join(os.tmpdir(), 'burst-bench-'))
try {
  process.stdout.write('| template | prompts | milliseconds | mark | MiB beyond the start | mark |\n')
  process.stdout.write('| --- | --- | --- | --- | --- | --- |\n')
  for (const [name, expandCase] of Object.entries(EXPAND_CASES)) process.stdout.write(await rowOf(name, expandCase))
} finally {
  await rm(folder, { recursive: true })
}

async function rowOf(name: string, expandCase: ExpandCase): Promise<string> {
  const file = await writeExpandCase(path.join(folder, name), expandCase)
  const results = Array.from({ length: runs }, () => resultOf(file, expandCase.shown))
  const milliseconds = median(results.map(result => result.milliseconds))
  const mebibytes = median(results.map(result => result.mebibytes))
  const { mark } = expandCase
  return `| ${expandCase.about} | ${results[0]?.prompts} | ${milliseconds.toFixed(0)} | ${mark.milliseconds} | ${mebibytes.toFixed(1)} | ${mark.mebibytes} |\n`
}

function resultOf(file: string, shown: number): Result {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', RUN, file, String(shown)], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}
