import { Option } from 'commander'
import type { SpendReport } from '../../../common/contract.ts'
import { spendCsv } from '../../../common/spend/csv.ts'
import type { BurstCommand } from '../burst-command.ts'
import { instant } from '../option-values.ts'
import { spendText } from '../render/spend-text.ts'
import type { Bind, Session } from '../session.ts'
import { flagError } from '../usage-error.ts'

type Flags = {
  readonly from?: string
  readonly to?: string
  readonly by?: 'day' | 'provider' | 'burst' | 'kind'
  readonly export?: 'csv' | 'json'
}

export function addSpendCommand(program: BurstCommand, bind: Bind): void {
  program
    .command('spend')
    .description('the ledger, summed; practice money apart')
    .option('--from <day>', 'from this day or instant on', instant(false))
    .option('--to <day>', 'up to the end of this day, or to this instant', instant(true))
    .addOption(
      new Option('--by <what>', 'how to group; kind: by what the seconds went to').choices([
        'day',
        'provider',
        'burst',
        'kind',
      ]),
    )
    .addOption(new Option('--export <format>', 'every entry, for another program').choices(['csv', 'json']))
    .addHelpText('after', '\nExample:\n  burst spend --from 2026-11-01 --by burst --export csv > november.csv')
    .action(bind(async (session, flags: Flags) => await spend(session, flags)))
}

async function spend(session: Session, { export: format, ...input }: Flags): Promise<'done'> {
  if (format === 'csv' && session.json)
    throw flagError('json-and-csv', '--json and --export csv exclude each other.', 'Leave one of them away.')
  if (input.from !== undefined && input.to !== undefined && input.from >= input.to)
    throw flagError('empty-period', '--from is not before --to.', 'Exchange them.')
  const report = await session.withFace('look', async ({ api }) => await api.call('spend.report', input))
  tell(session, report, format)
  return 'done'
}

function tell(session: Session, report: SpendReport, format: Flags['export']): void {
  if (format === 'json') return session.result(report.entries, () => JSON.stringify(report.entries, null, 2))
  session.result(report, () => (format === 'csv' ? spendCsv(report.entries) : spendText(report)))
}
