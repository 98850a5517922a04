import process from 'node:process'
import { BurstError } from '../../common/errors.ts'
import { expandTemplate } from '../../common/templates/expand.ts'
import { loadTemplate } from '../../main/core/templates/load.ts'

/** One run: prints what became of the template, how long that took, and what the process held at its peak, MiB. */
const [file = ''] = process.argv.slice(2)
const started = performance.now()
const answer = await answerOf(file)
const milliseconds = performance.now() - started
process.stdout.write(JSON.stringify({ answer, milliseconds, mebibytes: process.resourceUsage().maxRSS / 1024 }))

async function answerOf(template: string): Promise<string> {
  try {
    const expansion = expandTemplate(await loadTemplate(template), {})
    let shown = 0
    for (const prompt of expansion.prompts()) if (prompt.prompt === '' || ++shown === 100) break
    return `${expansion.count} pictures`
  } catch (error) {
    if (error instanceof BurstError) return error.problems[0]?.code ?? ''
    throw error
  }
}
