import type { Frame } from './transcript.ts'

/** A frame of a socket, recorded or received. */
export type SeenFrame =
  | { readonly kind: 'text'; readonly frame: Frame }
  | {
      readonly kind: 'binary'
      readonly eventType: number
      readonly header: string
      readonly metadata: unknown
      readonly payloadStart: string
    }

/** What a run of progress frames is reduced to: its kinds in order of appearance, and its last state. */
export interface Step {
  readonly token: string
  readonly data: unknown
}

const PROGRESS = new Set(['progress', 'progress_state'])

/** The frames in order, runs of progress collapsed, for comparison. */
export function steps(frames: readonly SeenFrame[], withStatus: boolean): Step[] {
  const result: Step[] = []
  let run: SeenFrame[] = []
  const close = () => {
    if (run.length > 0) result.push(runStep(run))
    run = []
  }
  for (const seen of frames) {
    if (seen.kind === 'binary' || PROGRESS.has(seen.frame.type)) run.push(seen)
    else if (withStatus || seen.frame.type !== 'status' || 'sid' in seen.frame.data) {
      close()
      result.push({ token: seen.frame.type, data: seen.frame.data })
    }
  }
  close()
  return result
}

function runStep(run: readonly SeenFrame[]): Step {
  const kinds = new Set(
    run.map(seen =>
      seen.kind === 'binary'
        ? `binary ${seen.eventType} ${seen.payloadStart} ${seen.eventType === 1 ? seen.header : ''}`
        : seen.frame.type,
    ),
  )
  const last = run.findLast(seen => seen.kind === 'text' && seen.frame.type === 'progress_state')
  const metadata = run.find(seen => seen.kind === 'binary')
  const data = {
    progress_state: last?.kind === 'text' ? last.frame.data : null,
    metadata: metadata?.kind === 'binary' ? metadata.metadata : null,
  }
  return { token: `progress: ${[...kinds].join(', ')}`, data }
}

/** Splits frames by the prompt they belong to; those of no prompt keep together. */
export function byPrompt(frames: readonly SeenFrame[]): Map<string, SeenFrame[]> {
  const groups = new Map<string, SeenFrame[]>()
  let current = ''
  for (const seen of frames) {
    if (seen.kind === 'text')
      current =
        typeof seen.frame.data['prompt_id'] === 'string'
          ? seen.frame.data['prompt_id']
          : seen.frame.type === 'executing'
            ? current
            : ''
    groups.set(current, [...(groups.get(current) ?? []), seen])
  }
  return groups
}

/** What has been seen, for waiting: progress by presence, all else by number. */
export function milestones(frames: readonly SeenFrame[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const seen of frames) {
    if (seen.kind === 'text' && seen.frame.type === 'status') continue
    const key =
      seen.kind === 'binary'
        ? `binary ${seen.eventType}`
        : `${seen.frame.type} ${String(seen.frame.data['prompt_id'])} ${String(seen.frame.data['node'])}`
    const isProgress = seen.kind === 'binary' || PROGRESS.has(seen.frame.type)
    counts.set(key, isProgress ? 1 : (counts.get(key) ?? 0) + 1)
  }
  return counts
}
