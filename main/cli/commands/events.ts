import type { RecordedEvent } from '../../../common/bursts/events.ts'
import type { Api } from '../../../common/contract.ts'
import type { BurstCommand } from '../burst-command.ts'
import { eventDocument } from '../event-document.ts'
import type { Outcome } from '../exit-codes.ts'
import { wholeNumber } from '../option-values.ts'
import { eventLine } from '../render/event-line.ts'
import type { Bind, Session } from '../session.ts'

type Flags = { readonly since?: number; readonly follow?: boolean }
type Query = { readonly burstId?: string; readonly since: number }

const PAGE = 1000

export function addEventsCommand(program: BurstCommand, bind: Bind): void {
  program
    .command('events')
    .description('the event record')
    .argument('[id]', 'only of this burst')
    .option('--since <seq>', 'only what comes after this number', wholeNumber({ min: 0 }))
    .option('--follow', 'go on with what happens, until Ctrl-C')
    .addHelpText('after', '\nExample:\n  burst events --follow --json     one JSON object a line')
    .action(
      bind(async (session, id: string | undefined, flags: Flags) =>
        flags.follow ? await follow(session, id, flags) : await record(session, id, flags),
      ),
    )
}

async function record(session: Session, id: string | undefined, flags: Flags): Promise<Outcome> {
  const events = await session.withFace('look', async ({ api }) => await allEvents(api, await queryOf(api, id, flags)))
  session.result(events.map(eventDocument), () => (events.length > 0 ? events.map(eventLine).join('\n') : 'No events.'))
  return 'done'
}

/** One line an event, as it is committed. Takes part in driving: when the engine dies, this may become it. */
async function follow(session: Session, id: string | undefined, flags: Flags): Promise<Outcome> {
  const { terminal, interrupts } = session.host
  const line = (event: RecordedEvent) => (session.json ? JSON.stringify(eventDocument(event)) : eventLine(event))
  await session.withFace('drive', async ({ api }) => {
    const query = await queryOf(api, id, flags)
    const enough = AbortSignal.any([interrupts.first, terminal.outClosed])
    await api.subscribe('events', query, event => terminal.out(`${line(event)}\n`), enough)
  })
  return interrupts.first.aborted ? 'cancelled' : 'done'
}

async function queryOf(api: Api, id: string | undefined, { since = 0 }: Flags): Promise<Query> {
  if (id === undefined) return { since }
  const { id: burstId } = await api.call('bursts.show', { id })
  return { burstId, since }
}

async function allEvents(api: Api, query: Query): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  for (;;) {
    const page = await api.call('events.page', { ...query, since: events.at(-1)?.seq ?? query.since, limit: PAGE })
    for (const event of page) events.push(event)
    if (page.length < PAGE) return events
  }
}
