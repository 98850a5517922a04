import process from 'node:process'
import { parseArgs } from 'node:util'
import { connectSsh } from '../main/core/remote/connect.ts'
import { seedSequence } from './support/seed-sequence.ts'
import { never, Setting } from './support/setting.ts'
import { overLine } from './support/shaped-line.ts'

/** How much of what is paid for is spent making pictures, on a fixed profile: `node bench/burst.ts [--pictures 500] [--speed 10]`. */
const { values } = parseArgs({
  options: { pictures: { type: 'string', default: '500' }, speed: { type: 'string', default: '10' } },
})
const pictures = Number(values.pictures)
const speed = Number(values.speed)

const PROFILE = {
  bootSeconds: 90,
  sshdSeconds: 20,
  comfyuiSeconds: 25,
  checkpointLoadSeconds: 10,
  secondsPerImage: 6,
  png: { kind: 'noise', bytesApprox: 4_000_000 },
}
const [WIDTH, HEIGHT] = [1248, 1824]
/** The pictures keep their size while time runs faster, so the line must be as much faster. */
const LINE_BYTES_PER_SECOND = (50_000_000 / 8) * speed

const connect = overLine(connectSsh, LINE_BYTES_PER_SECOND)
/** Busy from the load of the checkpoint to the last picture; billed besides: until sshd and ComfyUI answer. */
const busy = PROFILE.checkpointLoadSeconds + PROFILE.secondsPerImage * pictures
const limit = busy / (PROFILE.sshdSeconds + PROFILE.comfyuiSeconds + busy)

const setting = await Setting.open({ speed, profile: PROFILE, connect })
try {
  const { file, manifest } = setting.job(pictures, WIDTH, HEIGHT)
  const { burst } = await setting.app.handlers['bursts.start'](
    { source: { from: 'job', file }, provider: 'sandbox', spot: false, strategy: 'on-demand', lanes: 1 },
    never,
  )
  await setting.app.whenIdle(never)
  const ours = await setting.app.handlers['bursts.show']({ id: burst.id }, never)
  if (ours.images.collected !== pictures) throw new Error(`only ${ours.images.collected} came home`)

  const provider = setting.sandbox()
  const offers = await provider.listOffers(never)
  const offer = offers.kind === 'answer' ? offers.value.find(({ spot, stock }) => !spot && stock !== 'no') : undefined
  if (!offer) throw new Error('no offer')
  const seed = await seedSequence(provider, offer.id, connect, manifest)

  const utilisation = ours.gpuUtilisation ?? 0
  const seedUtilisation = seed.busySeconds / seed.billedSeconds
  const percent = (value: number) => `${(value * 100).toFixed(2)} %`
  process.stdout.write(
    [
      `${pictures} pictures of about 4 MB at ${speed} times life's speed, home line 50 Mbit/s`,
      '',
      '| | GPU utilisation | of the limit | tail, s | billed, s |',
      '| --- | --- | --- | --- | --- |',
      `| limit of the profile | ${percent(limit)} | 100 % | 0 | ${(busy / limit).toFixed(0)} |`,
      `| Burst | ${percent(utilisation)} | ${percent(utilisation / limit)} | ${ours.seconds.collectTail.toFixed(1)} | ${ours.seconds.billed.toFixed(0)} |`,
      `| upload, run, poll, download all, end | ${percent(seedUtilisation)} | ${percent(seedUtilisation / limit)} | ${seed.tailSeconds.toFixed(1)} | ${seed.billedSeconds.toFixed(0)} |`,
      '',
    ].join('\n'),
  )
} finally {
  await setting.close()
}
process.exit()
