import { Option } from 'commander'
import { burstText } from '../render/burst-text.ts'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { PlanResult, RunInput } from '../../../common/contract.ts'
import type { BurstCommand } from '../burst-command.ts'
import { hasEnded, isAtRest, outcomeOfBurst } from '../burst-states.ts'
import { confirmSpending } from '../confirm.ts'
import type { Outcome } from '../exit-codes.ts'
import { addExpandFlags } from '../expand-flags.ts'
import { carryOut } from '../follow/carry-out.ts'
import type { Face } from '../host.ts'
import { startEngine } from '../start-engine.ts'
import { decimalNumber, wholeNumber } from '../option-values.ts'
import { warningText } from '../print-error.ts'
import { planText } from '../render/plan-text.ts'
import { endText } from '../render/end-text.ts'
import { runInput, type RunFlags } from '../run-input.ts'
import { sdgenConfig, sdgenNotes } from '../sdgen-config.ts'
import type { Bind, Session } from '../session.ts'

const EXAMPLES = `
Examples:
  burst run lighthouses --provider sandbox           practice: costs nothing
  burst run my.prompt.yaml -n 100 --dry-run          what it would cost
  burst run job.json --provider auto --max-cost 5    a written job, never above 5`

export function addRunCommand(program: BurstCommand, bind: Bind): void {
  const run = program
    .command('run')
    .description('plan and carry out a burst')
    .argument('[template]', 'a template (file or name in the library) or a job manifest (.json)')
    .addOption(new Option('-t, --template <file>', "sdgen's way to name the template").hideHelp())
    .option('--library <dir>', 'folder in which template names are looked up')
    .option('--provider <name>', 'who rents: auto, sandbox, … (auto never means sandbox)')
    .addOption(new Option('--cloud-provider <name>', "sdgen's form of --provider").hideHelp())
    .option('--gpu <name>', 'only this GPU, as in h100')
    .option('--region <name>', 'only this region')
    .option('--offer <id>', 'rent this one first, as `burst offers` names it')
    .option('--spot', 'rent what may be taken away again, for less')
    .addOption(new Option('--strategy <name>', 'how the instance comes up').choices(['on-demand', 'warm', 'image']))
    .option('--lanes <k>', 'how many instances work at the same time', wholeNumber({ min: 1, max: 64 }))
    .option('--out <dir>', 'folder for the pictures: absent or empty')
    .option(
      '--max-cost <amount>',
      'most the burst may cost, in the account currency, tax included',
      decimalNumber({ min: 0 }),
    )
    .option('--dry-run', 'show the plan, rent nothing')
    .option('--detach', 'leave the burst to an engine of its own and return')
    .option('--yes', 'agree to spend what the plan says')
  addExpandFlags(run)
  run
    .addHelpText('after', EXAMPLES)
    .action(
      bind(
        async (session, template: string | undefined, flags: RunFlags) => await planAndRun(session, template, flags),
      ),
    )
}

async function planAndRun(session: Session, template: string | undefined, flags: RunFlags): Promise<Outcome> {
  const config = sdgenConfig(session.host)
  const input = runInput(template, flags, session.host, config)
  if (config !== null) for (const note of sdgenNotes(config, 'templates and sessions')) session.note(note)
  if (flags.dryRun) return await dryRun(session, input)
  return flags.detach ? await runDetached(session, input, flags) : await runHere(session, input, flags)
}

async function dryRun(session: Session, input: RunInput): Promise<Outcome> {
  const { plan, job, warnings } = await session.withFace('look', async face => await planOf(session, face, input))
  for (const warning of warnings) session.note(warningText(warning))
  session.result({ plan, job }, () => planText(plan, session.host.now()))
  return 'done'
}

async function runHere(session: Session, input: RunInput, flags: RunFlags): Promise<Outcome> {
  return await session.withFace('drive', async face => {
    await agree(session, face, input, flags)
    const { burst: started } = await face.api.call('bursts.start', input)
    session.note(`burst ${started.id} → ${started.out}`)
    const { burst, detached } = await carryOut(session, face, started, isAtRest)
    session.result(burst, () => (hasEnded(burst) ? endText(burst) : burstText(burst)))
    return detached ? 'cancelled' : outcomeOfBurst(burst)
  })
}

/** The engine is started only when the plan is agreed to: bad input leaves no process behind. */
async function runDetached(session: Session, input: RunInput, flags: RunFlags): Promise<Outcome> {
  await session.withFace('look', async face => await agree(session, face, input, flags))
  await startEngine(session)
  const burst: BurstSummary = await session.withFace(
    'drive',
    async ({ api }) => (await api.call('bursts.start', input)).burst,
  )
  session.result(burst, () => burstText(burst))
  return 'done'
}

/** Shows what is about to be bought and makes sure that it is wanted. */
async function agree(session: Session, face: Face, input: RunInput, flags: RunFlags): Promise<void> {
  const { plan, warnings } = await planOf(session, face, input)
  session.note(planText(plan, session.host.now()))
  for (const warning of warnings) session.note(warningText(warning))
  if (!plan.estimatedCost.simulated) await confirmSpending(session, flags.yes === true)
}

async function planOf(session: Session, { api }: Face, input: RunInput): Promise<PlanResult> {
  return await api.call('bursts.plan', input, session.host.interrupts.first)
}
