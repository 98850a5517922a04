import type { JobSettings, PromptItem } from './job.ts'

/** A job manifest as text, piece by piece: it may be far larger than what should be in memory at once. */
export function* jobText({ version, job_id, config }: JobSettings, items: Iterable<PromptItem>): Generator<string> {
  const head = JSON.stringify({ version, job_id, config }, null, 2)
  yield `${head.slice(0, head.lastIndexOf('\n}'))},\n  "prompts": [`
  let separator = '\n    '
  for (const item of items) {
    yield separator + JSON.stringify(item)
    separator = ',\n    '
  }
  yield '\n  ]\n}\n'
}
