import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { BurstCommand } from '../burst-command.ts'
import { hasEnded, isAtRest, outcomeOfBurst } from '../burst-states.ts'
import type { Outcome } from '../exit-codes.ts'
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
  readonly name: 'resume' | 'pause' | 'finish' | 'cancel'
  readonly about: string
  readonly isOver: (burst: BurstSummary) => boolean
  readonly outcome: (burst: BurstSummary) => Outcome
}

/** A wish is fulfilled when the burst is where it was wished to be; `cancel` did what it was asked even so. */
const WISHES: readonly Wish[] = [
  { name: 'resume', about: 'take a burst up again and carry it out', isOver: isAtRest, outcome: outcomeOfBurst },
  { name: 'pause', about: 'end the rental, make the rest later', isOver: isAtRest, outcome: () => 'done' },
  { name: 'finish', about: 'no new pictures, keep what is made', isOver: hasEnded, outcome: outcomeOfBurst },
  { name: 'cancel', about: 'end the burst and its rental now', isOver: hasEnded, outcome: () => 'done' },
]

function addWish(program: BurstCommand, bind: Bind, wish: Wish): void {
  program
    .command(wish.name)
    .description(wish.about)
    .argument('<id>', 'the burst, or the beginning of its id')
    .action(bind(async (session, id: string) => await carryOutWish(session, id, wish)))
}

async function carryOutWish(session: Session, id: string, wish: Wish): Promise<Outcome> {
  return await session.withFace('drive', async face => {
    const wished = await face.api.call(`bursts.${wish.name}`, { id })
    const { burst, detached } = await carryOut(session, face, wished, wish.isOver)
    session.result(burst, () => burstText(burst))
    return detached ? 'cancelled' : wish.outcome(burst)
  })
}
