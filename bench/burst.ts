import process from 'node:process'
import { parseArgs } from 'node:util'
import { connectSsh } from '../main/core/remote/connect.ts'
import type { Provider } from '../main/core/providers/provider.ts'
import { appSequence } from './support/app-sequence.ts'
import { utilisationOf, type Measured } from './support/measured.ts'
import { seedSequence } from './support/seed-sequence.ts'
import { never, Setting } from './support/setting.ts'
import { overLine } from './support/shaped-line.ts'

/** How much of what is paid for is spent making pictures, on a fixed profile: `node bench/burst.ts [--pictures 500] [--speed 10]`. */
const { values } = parseArgs({
  options: { pictures: { type: 'string', default: '500' }, speed: { type: 'string', default: '10' } },
})
const pictures = Number(values.pictures)
const speed = Number(values.speed)
if (!Number.isInteger(pictures) || pictures < 1) throw new Error('--pictures must be a whole number above 0')
if (!(speed > 0)) throw new Error('--speed must be above 0')

const PROFILE = {
  bootSeconds: 90,
  sshdSeconds: 20,
  comfyuiSeconds: 25,
  checkpointLoadSeconds: 10,
  secondsPerImage: 6,
  png: { kind: 'noise', bytesApprox: 4_000_000 },
}
const [WIDTH, HEIGHT] = [1248, 1824]
const LINE_BYTES_PER_SECOND = 50_000_000 / 8
/** The pictures keep their size while time runs faster, so the line must be as much faster. */
const connect = overLine(connectSsh, LINE_BYTES_PER_SECOND * speed)

/** The longest tail that is good: this, and one picture's way over the line, seconds. */
const MOST_TAIL_SECONDS = 2 + PROFILE.png.bytesApprox / LINE_BYTES_PER_SECOND
/** How near to the limit is good. */
const LEAST_OF_LIMIT = 0.99

/**
 * The best that the profile allows, limit = busy / billed: busy from the load of the checkpoint to the last picture, as
 * ComfyUI counts it; billed besides that only until sshd and then ComfyUI answer, for before it the meter does not run.
 */
const busySeconds = PROFILE.checkpointLoadSeconds + PROFILE.secondsPerImage * pictures
const billedSeconds = PROFILE.sshdSeconds + PROFILE.comfyuiSeconds + busySeconds
const best: Measured = { busySeconds, billedSeconds, homeSeconds: 0, endSeconds: 0 }

const setting = await Setting.open({ speed, profile: PROFILE, connect })
try {
  const { file, manifest } = setting.job(pictures, WIDTH, HEIGHT)
  const ours = await appSequence(setting.app, file, pictures)
  const provider = setting.sandbox()
  const seed = await seedSequence(provider, await offerOf(provider), connect, manifest)
  const isNear = ratioOf(ours) >= LEAST_OF_LIMIT
  const isShort = ours.endSeconds <= MOST_TAIL_SECONDS
  process.stdout.write(
    [
      `${pictures} pictures of about 4 MB at ${speed} times life's speed, home line 50 Mbit/s`,
      '',
      '| | GPU utilisation | of the limit | billed, s | GPU busy, s | last picture made → home, s | → told to end, s |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      row('limit of the profile', best),
      row('Burst', ours),
      row('upload, run, poll, download all, end', seed),
      '',
      `within 1 % of the limit: ${isNear ? 'yes' : 'no'}; tail at most ${MOST_TAIL_SECONDS.toFixed(1)} s: ${isShort ? 'yes' : 'no'}`,
      '',
    ].join('\n'),
  )
} finally {
  await setting.close()
}
process.exit()

/**
 * The smaller of two: the ratio of the utilisations, and that of the billed seconds. A stand-in that this machine slows
 * down is busy for longer, which must not look like a better use.
 */
function ratioOf(measured: Measured): number {
  return Math.min(utilisationOf(measured) / utilisationOf(best), best.billedSeconds / measured.billedSeconds)
}

function row(name: string, measured: Measured): string {
  const percent = (value: number) => `${(value * 100).toFixed(2)} %`
  const cells = [percent(utilisationOf(measured)), percent(ratioOf(measured))]
  const seconds = [measured.billedSeconds, measured.busySeconds, measured.homeSeconds, measured.endSeconds]
  return `| ${[name, ...cells, ...seconds.map(value => value.toFixed(1))].join(' | ')} |`
}

async function offerOf(provider: Provider): Promise<string> {
  const offers = await provider.listOffers(never)
  const offer = offers.kind === 'answer' ? offers.value.find(({ spot, stock }) => !spot && stock !== 'no') : undefined
  if (!offer) throw new Error('the practice cloud offers nothing')
  return offer.id
}
