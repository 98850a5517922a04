import path from 'node:path'
import type { WorkflowView } from '../../../common/contract.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import { warningText } from '../print-error.ts'
import { table } from '../render/table.ts'
import type { Bind } from '../session.ts'

export function addWorkflowCommand(program: BurstCommand, bind: Bind): void {
  program
    .command('workflow')
    .description("look at a ComfyUI workflow as a template's engine: where each value would go, and what it needs")
    .argument('<file>', 'exported with "Export (API)", or a picture that ComfyUI made with it')
    .addHelpText('after', '\nA template uses it by `parameters: {workflow: my.json}`.')
    .action(
      bind(async (session, file: string): Promise<Outcome> => {
        const input = { file: path.resolve(session.host.cwd, file) }
        const view = await session.withFace('look', async ({ api }) => await api.call('workflows.look', input))
        session.result(view, () => workflowText(view))
        return view.problems.length === 0 ? 'done' : 'usage'
      }),
    )
}

function workflowText({ places, takesLoras, models, packs, pictures, problems }: WorkflowView): string {
  const placed = table(
    places,
    [
      { title: 'VALUE', value: ({ place }) => place },
      { title: 'GOES TO', value: ({ node, input }) => `${node}.${input}` },
      { title: 'NODE', value: ({ nodeClass }) => nodeClass },
      { title: 'NOW', value: ({ value }) => shortened(value) },
    ],
    'No place for any value was found.',
  )
  const needed = [
    ...models.map(({ folder, name, inLibrary }) => `${folder}/${name}${inLibrary ? '' : '  (not in your library)'}`),
    ...packs.map(pack => `${pack}  (installed on the instance)`),
    ...pictures.map(({ name, found }) => `${name}${found ? '' : '  (not beside the workflow)'}`),
  ]
  const loras = takesLoras
    ? 'LoRAs of prompts are led through its model.'
    : 'It has no model chain for LoRAs of prompts.'
  return [
    placed,
    `\nNeeds:\n${needed.map(line => `  ${line}`).join('\n')}`,
    `\n${loras}`,
    ...problems.map(warningText),
  ].join('\n')
}

const MOST_LETTERS = 40

function shortened(value: string | number | null): string {
  const text = String(value ?? '').replaceAll(/\s+/g, ' ')
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text
}
