import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { buildGraphs } from '../../../common/workflow/graph.ts'
import { WITH_PACKS } from '../../../common/workflow/testing/known-classes.ts'
import { faultsOfGraph } from '../../../common/workflow/testing/node-classes.ts'
import { APP_ROOT } from '../app-root.ts'
import { loadJob, type JobDeps } from './load-job.ts'

const SAMPLES = path.join(APP_ROOT, 'resources/templates')
const GRAPHS = path.join(APP_ROOT, 'test/golden/graphs')

const DEPS: JobDeps = {
  folders: () => [],
  checkpoint: () => 'sd_xl_base_1.0.safetensors',
  newJobId: () => 'job',
  rejectedOf: () => {
    throw new Error('nothing is rejected here')
  },
}

const templates = readdirSync(SAMPLES)
  .filter(name => name.endsWith('.prompt.yaml'))
  .map(name => name.slice(0, -'.prompt.yaml'.length))

// Written anew with `vitest run -u`: then read the difference.
test.each(templates)('the graphs of %s are the recorded ones, and ComfyUI would take them', async name => {
  const job = await loadJob(
    { from: 'template', template: path.join(SAMPLES, `${name}.prompt.yaml`), library: SAMPLES, options: {} },
    DEPS,
  )
  const { graphs, bind } = buildGraphs(job.settings.config).collect(job.items())
  expect(Object.values(graphs).flatMap(graph => faultsOfGraph(WITH_PACKS, graph))).toEqual([])
  const recorded = `${JSON.stringify({ graphs, bind }, null, 2)}\n`
  await expect(recorded).toMatchFileSnapshot(path.join(GRAPHS, `${name}.json`))
})
