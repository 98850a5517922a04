import type { Api } from '../../../common/contract.ts'
import type { AuditLine } from '../../../common/spend/audit.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import { wholeNumber } from '../option-values.ts'
import type { Bind, Session } from '../session.ts'
import { table } from '../render/table.ts'

type Flags = { readonly since?: number; readonly check?: true }

const PAGE = 1000

export function addAuditCommand(program: BurstCommand, bind: Bind): void {
  program
    .command('audit')
    .description('who did what: everything paid, ended, sent or deleted')
    .option('--since <seq>', 'only what comes after this number', wholeNumber({ min: 0 }))
    .option('--check', 'whether the trail is whole: exit 1 where a line was changed or taken away')
    .action(bind(async (session, flags: Flags) => (flags.check ? await check(session) : await show(session, flags))))
}

async function show(session: Session, { since = 0 }: Flags): Promise<Outcome> {
  const lines = await session.withFace('look', async ({ api }) => await allLines(api, since))
  session.result(lines, () =>
    table(
      lines,
      [
        { title: 'AT', value: line => line.at },
        { title: 'WHO', value: line => line.actor },
        { title: 'WHAT', value: line => line.action },
        { title: 'OF', value: line => line.target },
        { title: 'DETAIL', value: line => JSON.stringify(line.detail) },
      ],
      'Nothing was done yet.',
    ),
  )
  return 'done'
}

async function check(session: Session): Promise<Outcome> {
  const checked = await session.withFace('look', async ({ api }) => await api.call('audit.check', undefined))
  session.result(checked, () =>
    checked.ok ? `whole: ${checked.lines} lines` : `line ${checked.brokenAt} does not follow from the one before it`,
  )
  return checked.ok ? 'done' : 'failed'
}

async function allLines(api: Api, since: number): Promise<AuditLine[]> {
  const lines: AuditLine[] = []
  for (;;) {
    const page = await api.call('audit.page', { since: lines.at(-1)?.seq ?? since, limit: PAGE })
    lines.push(...page)
    if (page.length < PAGE) return lines
  }
}
