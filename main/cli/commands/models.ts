import path from 'node:path'
import type { ScanProgress, ScanResult } from '../../../common/models/scan.ts'
import type { ListedModel } from '../../../common/models/model.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import type { Face, ProgressBar } from '../host.ts'
import { warningText } from '../print-error.ts'
import { bytesText } from '../render/durations.ts'
import { addSourceCommands } from './model-sources.ts'
import { table } from '../render/table.ts'
import type { Bind, Session } from '../session.ts'

/** So much of a hash tells models of a library apart. */
const SHOWN_OF_HASH = 10
const PERCENT = 100

export function addModelCommands(program: BurstCommand, bind: Bind): void {
  const models = program.command('models').description('the models of this computer, by what is in them')
  models
    .command('list', { isDefault: true })
    .description('all that were found')
    .action(
      bind(async session => {
        const list = await session.withFace('look', async ({ api }) => await api.call('models.list', undefined))
        session.result(list, () => modelsTable(list))
        return 'done'
      }),
    )
  models
    .command('scan')
    .description('look for models in a folder and read what they are; what is known is not read again')
    .argument('[dir]', 'a folder; else all that were scanned before')
    .addHelpText('after', '\nExample:\n  burst models scan ~/ComfyUI/models')
    .action(bind(async (session, dir: string | undefined) => await scan(session, dir)))
  addSourceCommands(models, bind)
}

async function scan(session: Session, dir: string | undefined): Promise<Outcome> {
  const input = dir === undefined ? {} : { dir: path.resolve(session.host.cwd, dir) }
  const { results, models } = await session.withFace('look', async face => await scanned(session, face, input))
  for (const fault of results.flatMap(({ faults }) => faults)) session.note(warningText(fault))
  session.result({ results, models: models.length }, () => results.map(resultText).join('\n'))
  return 'done'
}

async function scanned(session: Session, { api }: Face, input: { dir?: string }) {
  const over = new AbortController()
  const bar = session.host.terminal.bar()
  let results: readonly ScanResult[] = []
  await api.call('models.scan', input)
  try {
    await api.subscribe(
      'models',
      undefined,
      told => {
        if (told.scan !== null) return showProgress(bar, told.scan)
        // Another engine took over from the one that was asked: it knows nothing of a scan yet.
        if (told.results.length === 0) return void api.call('models.scan', input).catch(() => over.abort())
        results = told.results
        over.abort()
      },
      AbortSignal.any([over.signal, session.host.interrupts.first]),
    )
  } finally {
    bar.stop()
  }
  return { results, models: await api.call('models.list', undefined) }
}

function showProgress(bar: ProgressBar, at: ScanProgress): void {
  if (at.file === null) return bar.show(PERCENT, 0, `looking through ${at.folder}`)
  const done = `${bytesText(at.bytesDone)} of ${bytesText(at.bytes)}`
  bar.show(Math.max(1, at.bytes), at.bytesDone, `${done} · ${path.basename(at.file)}`)
}

function resultText({ folder, found, hashed, gone, faults }: ScanResult): string {
  const parts = [`${found} models`, `${hashed} read`, ...(gone > 0 ? [`${gone} gone`] : [])]
  if (faults.length > 0) parts.push(`${faults.length} not usable`)
  return `${folder}: ${parts.join(', ')}`
}

function modelsTable(models: readonly ListedModel[]): string {
  return table(
    models,
    [
      { title: 'NAME', value: model => model.name },
      { title: 'KIND', value: model => model.kind },
      { title: 'BASE', value: model => model.base ?? '' },
      { title: 'SIZE', value: model => bytesText(model.bytes), right: true },
      { title: 'SHA-256', value: model => model.sha256.slice(0, SHOWN_OF_HASH) },
      { title: 'FORMAT', value: model => (model.format === 'pickle' ? 'pickle: may run code' : model.format) },
      { title: 'SOURCE', value: model => model.sources[0] ?? '' },
      { title: 'ON', value: model => model.instances.join(' ') },
    ],
    'No models are known. `burst models scan DIR` looks for them.',
  )
}
