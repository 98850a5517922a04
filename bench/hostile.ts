import { spawnSync } from 'node:child_process'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { HOSTILE_CASES } from './support/hostile-cases.ts'

/** What a template can do that means harm: the answer, its time and the peak memory, each in a process of its own. */
const RUN = fileURLToPath(new URL('./support/hostile-run.ts', import.meta.url))
/** Nothing else ends a run that hangs. */
const DEADLINE_MS = 60_000

const folder = await mkdtemp(path.join(os.tmpdir(), 'burst-bench-'))
try {
  process.stdout.write('| template | answer | milliseconds | peak MiB |\n| --- | --- | --- | --- |\n')
  for (const [index, { about, files }] of HOSTILE_CASES.entries()) {
    // One folder further down: a template may read the folder above its own.
    const own = path.join(folder, String(index), 'p')
    await mkdir(own, { recursive: true })
    for (const [name, content] of Object.entries(files())) await writeFile(path.join(own, name), content)
    const { answer, milliseconds, mebibytes } = resultOf(path.join(own, 'a.prompt.yaml'))
    process.stdout.write(`| ${about} | ${answer} | ${milliseconds.toFixed(0)} | ${mebibytes.toFixed(0)} |\n`)
  }
} finally {
  await rm(folder, { recursive: true })
}

function resultOf(file: string): { answer: string; milliseconds: number; mebibytes: number } {
  const { stdout, stderr, status } = spawnSync(process.execPath, [RUN, file], {
    encoding: 'utf8',
    timeout: DEADLINE_MS,
  })
  if (status !== 0)
    return { answer: `FAILED: ${stderr.split('\n')[0] || 'it hangs'}`, milliseconds: NaN, mebibytes: NaN }
  return JSON.parse(stdout)
}
