import type { CallOutput } from '../../../common/contract.ts'
import type { BurstCommand } from '../burst-command.ts'
import { decimalNumber } from '../option-values.ts'
import { outcomeOfAnswers } from '../answers.ts'
import { moneyText } from '../render/money-text.ts'
import { answersText } from '../render/answers-text.ts'
import { bytesText } from '../render/durations.ts'
import { table } from '../render/table.ts'
import type { Bind } from '../session.ts'

type Flags = { readonly gpu?: string; readonly region?: string; readonly spot?: boolean; readonly maxPrice?: number }
type Offers = CallOutput<'offers.list'>

export function addOffersCommand(program: BurstCommand, bind: Bind): void {
  program
    .command('offers')
    .description('what can be rented now, cheapest first')
    .option('--gpu <name>', 'only this GPU, as in h100')
    .option('--region <name>', 'only this region')
    .option('--spot', 'only what may be taken away again')
    .option('--max-price <amount>', 'most an hour may cost, in the account currency', decimalNumber({ min: 0 }))
    .action(
      bind(async (session, flags: Flags) => {
        const signal = session.host.interrupts.first
        const found = await session.withFace('look', async ({ api }) => await api.call('offers.list', flags, signal))
        const trouble = answersText(found.providers)
        if (trouble !== '') session.note(trouble)
        session.result(found, () => offersTable(found))
        return outcomeOfAnswers(found.providers)
      }),
    )
}

function offersTable({ offers }: Offers): string {
  return table(
    offers,
    [
      { title: 'PROVIDER', value: offer => offer.provider },
      { title: 'OFFER', value: offer => offer.id },
      { title: 'GPU', value: offer => (offer.gpuCount > 1 ? `${offer.gpuCount}× ${offer.gpu}` : offer.gpu) },
      { title: 'MEMORY', right: true, value: offer => bytesText(offer.vramBytes) },
      { title: 'REGION', value: offer => offer.region },
      { title: 'AN HOUR', right: true, value: offer => moneyText(offer.pricePerHour) },
      { title: 'KIND', value: offer => (offer.spot ? 'spot' : 'on demand') },
      { title: 'STOCK', value: offer => offer.stock },
    ],
    'Nothing that fits can be rented now.',
  )
}
