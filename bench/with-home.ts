import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { BurstSummary } from '../common/bursts/burst-view.ts'
import { cloudShare } from '../common/pricing/with-home.ts'
import { placeholderModel } from '../main/core/providers/sandbox/comfyui/model-files.ts'
import { startComfyui } from '../main/core/providers/sandbox/comfyui/start.ts'
import { never, Setting } from './support/setting.ts'

/** A card at home beside a rented one, against each alone: `node bench/with-home.ts [--pictures 100] [--speed 20]`. */
const { values } = parseArgs({
  options: { pictures: { type: 'string', default: '100' }, speed: { type: 'string', default: '20' } },
})
const pictures = Number(values.pictures)
const speed = Number(values.speed)
if (!Number.isInteger(pictures) || pictures < 1) throw new Error('--pictures must be a whole number above 0')
if (!(speed > 0)) throw new Error('--speed must be above 0')

const HOME_SECONDS = 14
const CLOUD_SECONDS = 6
const PROFILE = {
  bootSeconds: 60,
  sshdSeconds: 20,
  comfyuiSeconds: 30,
  checkpointLoadSeconds: 10,
  secondsPerImage: CLOUD_SECONDS,
}

const setting = await Setting.open({ speed, profile: PROFILE })
const base = path.join(setting.home.root, 'comfyui-at-home')
const { file, manifest } = setting.job(pictures, 64, 64)
const models = path.join(base, 'models/checkpoints')
mkdirSync(models, { recursive: true })
writeFileSync(path.join(models, manifest.config.checkpoint), placeholderModel())
const comfyui = await startComfyui({ base, profile: { speed, secondsPerImage: HOME_SECONDS } })
try {
  await setting.app.handlers['settings.set']({ key: 'home-comfyui', value: comfyui.url }, never)
  const rows = [
    await measured('rented', { provider: 'sandbox' }),
    await measured('home', { provider: 'home' }),
    await measured('both', { provider: 'sandbox', withHome: true }),
  ]
  const once = PROFILE.bootSeconds + PROFILE.sshdSeconds + PROFILE.comfyuiSeconds + PROFILE.checkpointLoadSeconds
  const share = cloudShare(pictures, HOME_SECONDS, rented => once + CLOUD_SECONDS * rented)
  process.stdout.write(
    [
      `${pictures} pictures, ${HOME_SECONDS} s each at home and ${CLOUD_SECONDS} s on the rented machine, at ${speed} times life's speed`,
      '',
      '| | seconds | cost | made at home | made on the rented machine |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
      '',
      `at best ${pictures - share} at home and ${share} rented, in ${once + CLOUD_SECONDS * share} s`,
      '',
    ].join('\n'),
  )
} finally {
  await comfyui.stop()
  await setting.close()
}
process.exit()

async function measured(name: string, choice: { provider: string; withHome?: true }): Promise<string> {
  const begun = performance.now()
  const started = await setting.app.handlers['bursts.start'](
    { source: { from: 'job', file }, spot: false, strategy: 'on-demand', lanes: 1, ...choice },
    never,
  )
  let burst: BurstSummary = started.burst
  while (burst.endedAt === null) {
    await delay(20)
    burst = await setting.app.handlers['bursts.show']({ id: burst.id }, never)
  }
  if (burst.state !== 'completed') throw new Error(`${name}: ${burst.state}`)
  const seconds = ((performance.now() - begun) / 1000) * speed
  const madeBy = (isHome: boolean) =>
    burst.lanes.filter(lane => (lane.provider === 'home') === isHome).reduce((sum, lane) => sum + lane.images, 0)
  return `| ${name} | ${seconds.toFixed(0)} | €${burst.cost.amount.toFixed(3)} | ${madeBy(true)} | ${madeBy(false)} |`
}
