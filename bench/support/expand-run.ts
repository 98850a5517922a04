import process from 'node:process'
import { expandTemplate } from '../../common/templates/expand.ts'
import { loadTemplate } from '../../main/core/templates/load.ts'

/**
 * One run: reads the template from the disk and makes its first prompts, as a job does, one at a time. Prints how long
 * it took and how much more memory the process held at its peak than before.
 */
const [file = '', shown = '0'] = process.argv.slice(2)
globalThis.gc?.()
const before = process.memoryUsage.rss()
let peak = before
const started = performance.now()
let prompts = 0
let characters = 0
for (const prompt of expandTemplate(await loadTemplate(file), {}).prompts()) {
  if (prompts === Number(shown)) break
  prompts++
  characters += prompt.prompt.length
  if (prompts % 500 === 0) peak = Math.max(peak, process.memoryUsage.rss())
}
const milliseconds = performance.now() - started
peak = Math.max(peak, process.memoryUsage.rss())
if (characters === 0) throw new Error('the prompts are empty')
process.stdout.write(JSON.stringify({ prompts, milliseconds, mebibytes: (peak - before) / 2 ** 20 }))
