import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { BurstCommand } from '../burst-command.ts'
import { hasEnded, isAtRest, isSettled, outcomeOfBurst } from '../burst-states.ts'
import type { Outcome } from '../exit-codes.ts'
import { decimalNumber } from '../option-values.ts'
import { carryOut } from '../follow/carry-out.ts'
import { burstsTable, burstText } from '../render/burst-text.ts'
import type { Bind, Session } from '../session.ts'

export function addBurstCommands(program: BurstCommand, bind: Bind): void {
  program
    .command('list')
    .description('bursts, past and present')
    .action(
      bind(async session => {
        const bursts = await session.withFace('look', async ({ api }) => await api.call('bursts.list', undefined))
        session.result(bursts, () => burstsTable(bursts))
        return 'done'
      }),
    )
  program
    .command('show')
    .description('one burst in full')
    .argument('<id>', 'the burst, or the beginning of its id')
    .action(
      bind(async (session, id: string) => {
        const burst = await session.withFace('look', async ({ api }) => await api.call('bursts.show', { id }))
        session.result(burst, () => burstText(burst))
        return 'done'
      }),
    )
  for (const wish of WISHES) addWish(program, bind, wish)
}

type Wish = {
  readonly name: 'resume' | 'approve' | 'pause' | 'finish' | 'cancel'
  readonly about: string
  readonly isOver: (burst: BurstSummary) => boolean
  readonly outcome: (burst: BurstSummary) => Outcome
}

/** A wish is fulfilled when the burst is where it was wished to be; `cancel` did what it was asked even so. */
const WISHES: readonly Wish[] = [
  { name: 'resume', about: 'take a burst up again and carry it out', isOver: isSettled, outcome: outcomeOfBurst },
  { name: 'approve', about: 'the first picture is good: make the rest', isOver: isSettled, outcome: outcomeOfBurst },
  { name: 'pause', about: 'end the rental, make the rest later', isOver: isAtRest, outcome: () => 'done' },
  { name: 'finish', about: 'no new pictures, keep what is made', isOver: hasEnded, outcome: outcomeOfBurst },
  { name: 'cancel', about: 'end the burst and its rental now', isOver: hasEnded, outcome: () => 'done' },
]

type WishFlags = { readonly in?: number | 'never' }

function addWish(program: BurstCommand, bind: Bind, wish: Wish): void {
  const command = program
    .command(wish.name)
    .description(wish.about)
    .argument('<id>', 'the burst, or the beginning of its id')
  if (wish.name === 'finish')
    command
      .option('--in <seconds>', 'only then; `never` takes it back', secondsOrNever)
      .addHelpText(
        'after',
        "\nSeconds are those of the provider's clock. `burst show` says where a few pictures would begin a billing step.",
      )
  command.action(bind(async (session, id: string, flags: WishFlags) => await carryOutWish(session, id, wish, flags.in)))
}

const inSeconds = decimalNumber({ min: 0, max: 10_000_000 })

function secondsOrNever(text: string): number | 'never' {
  return text === 'never' ? text : inSeconds(text)
}

async function carryOutWish(session: Session, id: string, wish: Wish, later?: WishFlags['in']): Promise<Outcome> {
  return await session.withFace('drive', async face => {
    const wished =
      later === undefined
        ? await face.api.call(`bursts.${wish.name}`, { id })
        : await face.api.call('bursts.finishIn', { id, seconds: later === 'never' ? null : later })
    const { burst, detached } = await carryOut(session, face, wished, wish.isOver)
    session.result(burst, () => burstText(burst))
    return detached ? 'cancelled' : wish.outcome(burst)
  })
}
