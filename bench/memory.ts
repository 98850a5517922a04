import process from 'node:process'
import { parseArgs } from 'node:util'
import { never, Setting } from './support/setting.ts'

/** Memory of the app during a burst of 38,000 small pictures, and events it records and publishes a second. */
const { values } = parseArgs({ options: { pictures: { type: 'string', default: '38000' } } })
const pictures = Number(values.pictures)
/**
 * So fast that the practice cloud is bound by this machine, not by its clock; but slow enough that the longest life of an
 * instance, which is counted on that clock, outlasts the measurement.
 */
const SPEED = 600
const PROFILE = {
  bootSeconds: 90,
  sshdSeconds: 20,
  comfyuiSeconds: 25,
  checkpointLoadSeconds: 10,
  secondsPerImage: 0.6,
}

const setting = await Setting.open({ speed: SPEED, profile: PROFILE })
let peak = 0
const sample = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100)
try {
  const { file } = setting.job(pictures, 64, 64)
  const started = performance.now()
  let published = 0
  const stop = new AbortController()
  const following = setting.app.publishers.events({ since: 0 }, () => void published++, stop.signal)
  const { burst } = await setting.app.handlers['bursts.start'](
    { source: { from: 'job', file }, provider: 'sandbox', spot: false, strategy: 'on-demand', lanes: 1 },
    never,
  )
  await setting.app.whenIdle(never)
  const seconds = (performance.now() - started) / 1000
  const { images } = await setting.app.handlers['bursts.show']({ id: burst.id }, never)
  stop.abort()
  await following.catch(() => undefined)
  process.stdout.write(
    [
      '| pictures home | peak memory of the app | events published | events a second | seconds |',
      '| --- | --- | --- | --- | --- |',
      `| ${images.collected} of ${images.requested} | ${(peak / 1e6).toFixed(0)} MB | ${published} | ${(published / seconds).toFixed(0)} | ${seconds.toFixed(0)} |`,
      '',
    ].join('\n'),
  )
} finally {
  clearInterval(sample)
  await setting.close()
}
process.exit()
