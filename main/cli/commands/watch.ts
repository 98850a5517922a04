import type { WatchNews } from '../../../common/watchdog/news.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import { wholeNumber } from '../option-values.ts'
import { announcementLine, newsLine } from '../render/news-line.ts'
import type { Bind, Session } from '../session.ts'

export function addWatchCommands(program: BurstCommand, bind: Bind): void {
  const watch = program
    .command('watch')
    .description('the watchdog without a window: ends what should not run, until Ctrl-C')
    .option('--once', 'look once, act, and wait for the proofs')
    .addHelpText('after', '\nWith --json one JSON object a line.')
    .action(
      bind(async (session, flags: { once?: true }) => (flags.once ? await lookOnce(session) : await follow(session))),
    )
  watch
    .command('keep')
    .description('stop the announced end of an instance')
    .argument('<instance>')
    .option('--seconds <n>', 'for how long', wholeNumber({ min: 60, max: 604_800 }))
    .action(bind(async (session, id: string, flags: { seconds?: number }) => await keep(session, id, flags.seconds)))
}

/** Whoever has no engine becomes it: bursts go on, and so does the watchdog. */
async function follow(session: Session): Promise<Outcome> {
  const { terminal, interrupts } = session.host
  const enough = AbortSignal.any([interrupts.first, terminal.outClosed])
  await session.withFace(
    'drive',
    async ({ api }) => await api.subscribe('watchdog', undefined, news => print(session, news), enough),
  )
  return interrupts.first.aborted ? 'cancelled' : 'done'
}

/** Drives nothing: an engine that runs is asked, else everything is looked over from here. */
async function lookOnce(session: Session): Promise<Outcome> {
  const { news, announced } = await session.withFace(
    'look',
    async ({ api }) => await api.call('watchdog.look', undefined, session.host.interrupts.first),
  )
  for (const told of news) print(session, told)
  if (!session.json) for (const one of announced) session.note(announcementLine(one))
  return isAllWell(news) ? 'done' : 'provider'
}

/** Everybody answered, and what was ended is seen gone. */
function isAllWell(news: readonly WatchNews[]): boolean {
  const gone = new Set(news.filter(({ type }) => type === 'gone').map(({ instanceId }) => instanceId))
  return news.every(({ type, instanceId }) => type !== 'trouble' && (type !== 'ending' || gone.has(instanceId)))
}

async function keep(session: Session, instanceId: string, seconds?: number): Promise<Outcome> {
  const input = seconds === undefined ? { instanceId } : { instanceId, seconds }
  const kept = await session.withFace('look', async ({ api }) => await api.call('watchdog.keep', input))
  session.result(kept, () => kept.map(announcementLine).join('\n'))
  return 'done'
}

function print({ host, json }: Session, news: WatchNews): void {
  host.terminal.out(`${json ? JSON.stringify(news) : newsLine(news)}\n`)
}
