import type { InstancesResult, InstanceView } from '../../../common/contract.ts'
import { outcomeOfAnswers } from '../answers.ts'
import type { BurstCommand } from '../burst-command.ts'
import { answersText, askedText } from '../render/answers-text.ts'
import { bytesText, durationText } from '../render/durations.ts'
import { moneyText } from '../render/money-text.ts'
import { table } from '../render/table.ts'
import type { Bind } from '../session.ts'

export function addInstancesCommand(program: BurstCommand, bind: Bind): void {
  program
    .command('instances')
    .description('what runs now, at every configured provider')
    .option('--all', 'also what was not rented by Burst')
    .action(
      bind(async (session, flags: { all?: boolean }) => {
        const { first } = session.host.interrupts
        const found = await session.withFace(
          'look',
          async ({ api }) => await api.call('instances.list', { all: flags.all === true }, first),
        )
        const trouble = answersText(found.providers)
        if (trouble !== '') session.note(trouble)
        session.result(found, () => instancesText(found))
        return outcomeOfAnswers(found.providers)
      }),
    )
}

function instancesText({ instances, leftovers, providers }: InstancesResult): string {
  const parts = [instancesTable(instances)]
  if (leftovers.length > 0) parts.push(`\nLeft beside instances:\n${leftoversTable(leftovers)}\n`)
  return [...parts, askedText(providers)].join('\n')
}

function leftoversTable(leftovers: InstancesResult['leftovers']): string {
  return table(
    leftovers,
    [
      { title: 'WHAT', value: ({ kind }) => kind },
      { title: 'NAME', value: ({ name }) => name },
      { title: 'WHERE', value: ({ provider, region }) => [provider, ...(region === null ? [] : [region])].join(', ') },
      { title: 'SIZE', right: true, value: ({ bytes }) => (bytes === null ? '?' : bytesText(bytes)) },
      {
        title: 'A MONTH',
        right: true,
        value: ({ pricePerMonth }) => (pricePerMonth === null ? '?' : moneyText(pricePerMonth)),
      },
      { title: 'ID', value: ({ id }) => id },
    ],
    '',
  )
}

function instancesTable(instances: readonly InstanceView[]): string {
  return table(
    instances,
    [
      { title: 'INSTANCE', value: instance => instance.id },
      { title: 'PROVIDER', value: instance => instance.provider },
      { title: 'WHOSE', value: instance => instance.whose },
      { title: 'STATE', value: instance => instance.state },
      { title: 'BILLING', value: instance => instance.billing },
      { title: 'UP', right: true, value: ({ uptimeSeconds: up }) => (up === null ? 'unknown' : durationText(up)) },
      {
        title: 'AN HOUR',
        right: true,
        value: instance => (instance.pricePerHour ? moneyText(instance.pricePerHour) : '?'),
      },
      { title: 'COST', right: true, value: ({ cost }) => (cost === null ? 'unknown' : moneyText(cost)) },
      { title: 'ENDS BY', value: instance => instance.endBy ?? 'unknown' },
      { title: 'BURST', value: instance => instance.burstId ?? '' },
    ],
    'No instance.',
  )
}
