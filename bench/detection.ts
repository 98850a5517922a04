import process from 'node:process'
import { parseArgs } from 'node:util'
import { RecordedEvent } from '../common/bursts/events.ts'
import { connectSsh } from '../main/core/remote/connect.ts'
import type { Connect } from '../main/core/remote/remote.ts'
import { never, Setting } from './support/setting.ts'

/**
 * From the instant at which ComfyUI has finished a picture to the first request for its bytes, in life's own time:
 * `node bench/detection.ts [--pictures 14]`. A picture takes 6 s, as on an H100.
 */
const { values } = parseArgs({ options: { pictures: { type: 'string', default: '14' } } })
const pictures = Number(values.pictures)
if (!(pictures >= 6)) throw new Error('--pictures must be 6 or more')

/** Booting need not take its time; the pictures must. */
const BOOT_SPEED = 200
const PROFILE = { secondsPerImage: 6, png: { kind: 'noise', bytesApprox: 1_500_000 } }

/** Wall clock of the first request for each file, by its name on the instance. */
const asked = new Map<string, number>()
const connect: Connect = async (spec, signal) => {
  const connection = await connectSsh(spec, signal)
  return {
    ...connection,
    readFile: async (path, options) => {
      if (!asked.has(path)) asked.set(path, Date.now())
      return await connection.readFile(path, options)
    },
  }
}

const setting = await Setting.open({ speed: BOOT_SPEED, profile: PROFILE, connect })
try {
  const { handlers, publishers } = setting.app
  const { file } = setting.job(pictures, 832, 1216)
  const { burst } = await handlers['bursts.start'](
    { source: { from: 'job', file }, provider: 'sandbox', spot: false, strategy: 'on-demand', lanes: 1 },
    never,
  )
  const delays: number[] = []
  const over = new AbortController()
  let atLifeSpeed = false
  await publishers.events(
    { burstId: burst.id, since: 0 },
    async told => {
      const { at, clock, event } = RecordedEvent.parse(told)
      if (event.type === 'burst.ended') over.abort()
      if (event.type !== 'item.made' || !event.gpu) return
      const finished = at - (clock - event.gpu[1])
      const path = `comfyui/output/${event.file.path}`
      // The fetch begins in the same turn or soon after the record.
      if (atLifeSpeed) setTimeout(() => delays.push((asked.get(path) ?? Number.NaN) - finished), 3000)
      else await handlers['sandbox.speed']({ speed: 1 }, never)
      atLifeSpeed = true
    },
    over.signal,
  )
  await new Promise(resolve => setTimeout(resolve, 3500))
  // Those that were under way or queued when the speed changed have times of both clocks.
  const sorted = delays.slice(3).toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0)
  process.stdout.write('| pictures | median, ms | worst, ms | mark, ms |\n| --- | --- | --- | --- |\n')
  process.stdout.write(`| ${sorted.length} | ${at(0.5)} | ${at(1)} | 500 |\n`)
} finally {
  await setting.close()
}
