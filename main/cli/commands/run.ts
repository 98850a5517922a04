import { Option } from 'commander'
import { Strategy } from '../../../common/pricing/strategy.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import { addExpandFlags } from '../expand-flags.ts'
import { decimalNumber, wholeNumber } from '../option-values.ts'
import { runBurst } from '../run-burst.ts'
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
    .option(
      '--provider <name>',
      'who rents: auto, sandbox, home (your own ComfyUI), … (auto never means sandbox or home)',
    )
    .addOption(new Option('--cloud-provider <name>', "sdgen's form of --provider").hideHelp())
    .option('--gpu <name>', 'only this GPU, as in h100')
    .option('--region <name>', 'only this region')
    .option('--offer <id>', 'rent this one first, as `burst offers` names it')
    .option('--spot', 'rent what may be taken away again, for less')
    .addOption(new Option('--strategy <name>', 'how the instance comes up').choices(Strategy.options))
    .option('--lanes <k>', 'how many instances work at the same time', wholeNumber({ min: 1, max: 64 }))
    .option('--out <dir>', 'folder for the pictures: absent or empty')
    .option(
      '--max-cost <amount>',
      'most the burst may cost, in the account currency, tax included',
      decimalNumber({ min: 0 }),
    )
    .option('--with-home', 'let the ComfyUI at home work too, from the beginning (setting home-comfyui)')
    .option('--canary', 'make one picture and wait for `burst approve` before the rest')
    .option('--keep-image <name>', "when all is made, keep the instance's disk as a prepared image of that name")
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
  return await runBurst(session, input, flags)
}
