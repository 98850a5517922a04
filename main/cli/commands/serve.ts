import { BurstError } from '../../../common/errors.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import { wholeNumber } from '../option-values.ts'
import type { Bind, Session } from '../session.ts'

type Flags = { readonly port: number; readonly open?: boolean }

export function addServeCommand(program: BurstCommand, bind: Bind): void {
  program
    .command('serve')
    .description('the app as a page on this computer, until Ctrl-C')
    .option(
      '--port <port>',
      'where it listens, on this computer alone; 0: any that is free',
      wholeNumber({ min: 0, max: 65_535 }),
      0,
    )
    .option('--open', 'open it in the browser')
    .action(bind(async (session, flags: Flags) => await serve(session, flags)))
}

async function serve(session: Session, { port, open }: Flags): Promise<Outcome> {
  const { host, home } = session
  const page = await host.pages.serve(home, port)
  session.result({ url: page.url }, () => page.url)
  session.note('The page is served on this computer alone. Whoever has the address can use it: keep it to yourself.')
  if (open) host.pages.openInBrowser(page.url)
  const how = await page.ended(host.interrupts.first)
  if (how.unfinished) {
    session.note('Bursts are unfinished: an engine goes on without the page.')
    host.engines.spawn(home)
  }
  if (how.kind === 'left') return 'done'
  throw new BurstError('failed', [
    {
      code: 'page-ended',
      message: 'The process that serves the page ended.',
      remedy: `Look into ${home.log}, and start it again.`,
    },
  ])
}
