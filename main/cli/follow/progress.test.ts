import { describe, expect, test } from 'vitest'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { running, sampleBurst } from '../testing/samples.ts'
import { plainKey, progressLine, progressText } from './progress-text.ts'
import { progressView } from './show-progress.ts'

const unknown = { perMinute: null, secondsLeft: null, range: null }

describe('a line of progress', () => {
  test('says phase, pictures, pace, cost and time left', () => {
    expect(progressLine(running(5), { perMinute: 10.26, secondsLeft: 90, range: null })).toBe(
      'generating  5/20  making pictures · 10 pictures/min · €0.20 (practice money) · left: 1 min 30 s\n',
    )
  })

  test('says what is waited for beyond the usual, and unknown for unknown', () => {
    const text = progressText(running(5, { waiting: 'the disk at home is full' }), unknown)
    expect(text).toContain('making pictures; the disk at home is full')
    expect(text).toContain('left: unknown')
  })

  test('asks before a few pictures begin a billing step, once', () => {
    const saving = { pictures: 12, cost: { ...running(5).cost, amount: 2.8 }, secondsUntil: 480.7 }
    const outlook = { secondsLeft: 900, cost: running(5).cost, overLimit: 0, saving }
    const text = progressText(running(5, { outlook }), unknown)
    expect(text).toContain('the last 12 pictures would begin a billing step: €2.80 (practice money) less with')
    expect(text).toContain(`\`burst finish ${running(5).id} --in 480\``)
    expect(progressText(running(5, { outlook, finishesIn: 480 }), unknown)).not.toContain('billing step')
    expect(plainKey(running(5, { outlook }))).not.toBe(plainKey(running(5)))
  })

  test('says which models move and which pictures wait', () => {
    const moved = { burstId: 'b', lane: 0, bytes: 6_900_000_000, bytesDone: 3_100_000_000, files: 1, filesDone: 0 }
    const text = progressText(running(5), unknown, [
      { ...moved, kind: 'model', way: 'up', name: 'checkpoints/base.safetensors', bytesPerSecond: 6_000_000 },
      {
        ...moved,
        kind: 'model',
        way: 'check',
        name: 'loras/ink.safetensors',
        bytes: 20,
        bytesDone: 0,
        bytesPerSecond: null,
      },
      { ...moved, kind: 'pictures', way: 'down', name: '', bytes: 9e6, bytesDone: 1e6, files: 9, bytesPerSecond: 4e6 },
    ])
    expect(text).toContain('sending checkpoints/base.safetensors: 3.1 GB of 6.9 GB, 6.0 MB/s, 10 min 33 s left')
    expect(text).toContain('checking loras/ink.safetensors: 0 B of 20 B ·')
    expect(text).toContain('9 pictures on their way (8.0 MB, 4.0 MB/s)')
  })

  test('says that a lost create is being looked up', () => {
    const lanes = sampleBurst().lanes.map(lane => ({ ...lane, state: 'unknown' }))
    expect(progressText(running(0, { state: 'provisioning', lanes }), unknown)).toContain('create was lost')
  })
})

function view(errIsTerminal: boolean) {
  const said: string[] = []
  const terminal = {
    out: () => undefined,
    err: (text: string) => void said.push(text),
    outClosed: new AbortController().signal,
    canAsk: false,
    errIsTerminal,
    ask: async () => '',
    secret: async () => '',
    bar: () => ({
      show: (total: number, value: number, text: string) => void said.push(`[${value}/${total}] ${text}`),
      stop: () => void said.push('stop'),
    }),
  }
  const shown = progressView({ terminal, now: () => 0 })
  return { said, show: (bursts: readonly BurstSummary[]) => bursts.forEach(burst => shown.show(burst)), shown }
}

const large = (collected: number) => running(0, { images: { requested: 1000, collected, failed: 0, bytes: collected } })

describe('the view', () => {
  test('is plain where stderr is no terminal: one line a phase and at most one for 5 %', () => {
    const { said, show } = view(false)
    show([running(0, { state: 'provisioning' }), running(0, { state: 'provisioning' })])
    show(Array.from({ length: 1000 }, (_, at) => large(at)))
    show([sampleBurst()])
    expect(said).toHaveLength(1 + 20 + 1)
    expect(said.at(-1)).toMatch(/^completed {2}20\/20/)
  })

  test('is a bar on a terminal, and its end is drawn', () => {
    const { said, show, shown } = view(true)
    show([running(3)])
    shown.stop()
    expect(said).toEqual([expect.stringContaining('[3/20] making pictures'), 'stop'])
  })
})
