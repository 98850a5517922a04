import { BurstCommand } from './burst-command.ts'
import { addAdoptCommand } from './commands/adopt.ts'
import { addAuditCommand } from './commands/audit.ts'
import { addBudgetCommands } from './commands/budget.ts'
import { addBurstCommands } from './commands/bursts.ts'
import { addConfigCommand } from './commands/config.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addEngineCommand } from './commands/engine.ts'
import { addEventsCommand } from './commands/events.ts'
import { addInstancesCommand } from './commands/instances.ts'
import { addKillCommands } from './commands/kill.ts'
import { addEstimateCommand } from './commands/estimate.ts'
import { addImageCommands } from './commands/images.ts'
import { addVolumeCommands } from './commands/volumes.ts'
import { addKeyCommands } from './commands/keys.ts'
import { addModelCommands } from './commands/models.ts'
import { addOffersCommand } from './commands/offers.ts'
import { addProviderCommands } from './commands/providers.ts'
import { addRunCommand } from './commands/run.ts'
import { addSandboxCommand } from './commands/sandbox.ts'
import { addServeCommand } from './commands/serve.ts'
import { addSpendCommand } from './commands/spend.ts'
import { addGuardCommands } from './commands/guard.ts'
import { addWatchCommands } from './commands/watch.ts'
import { addWorkflowCommand } from './commands/workflow.ts'
import { addTemplateCommands } from './commands/templates.ts'
import { EXIT_CODES, type Outcome } from './exit-codes.ts'
import type { Host } from './host.ts'
import { openSession, type Bind, type GlobalFlags } from './session.ts'

const EXAMPLES = `
Examples:
  burst run lighthouses --provider sandbox    a first burst, with practice money
  burst expand my.prompt.yaml -n 3            what a template would make
  burst instances                             what runs now
  burst kill-all --confirm                    end everything at once

Exit codes: 0 done, ${EXIT_CODES.failed} failed, ${EXIT_CODES.usage} usage or invalid input, ${EXIT_CODES.incomplete} ended with pictures missing,
${EXIT_CODES.refused} refused or stopped by a budget or safety rule, ${EXIT_CODES.provider} provider or network trouble, ${EXIT_CODES.cancelled} interrupted or cancelled.`

/** The whole command line; `ended` is told how the command that was given came out. */
export function buildProgram(host: Host, version: string, ended: (outcome: Outcome) => void): BurstCommand {
  const program = new BurstCommand('burst')
  const bind: Bind =
    action =>
    async (...args) =>
      ended(await action(openSession(host, program.opts<GlobalFlags>()), ...args))
  program
    .description('Sends a batch of Stable Diffusion work to a rented GPU, brings it home, and ends the rental.')
    .version(version, '-V, --version', 'the version')
    .option('--json', 'exactly one JSON document on stdout')
    .option('--home <dir>', 'where everything is kept; else BURST_HOME, else the usual place of the platform')
    .helpCommand('help [command]', 'how a command is used')
    .addHelpText('after', EXAMPLES)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ writeOut: text => host.terminal.out(text), writeErr: text => host.terminal.err(text) })
  for (const add of COMMANDS) add(program, bind)
  return program
}

const COMMANDS = [
  addRunCommand,
  addTemplateCommands,
  addWorkflowCommand,
  addEstimateCommand,
  addOffersCommand,
  addImageCommands,
  addVolumeCommands,
  addKeyCommands,
  addModelCommands,
  addProviderCommands,
  addBurstCommands,
  addEventsCommand,
  addInstancesCommand,
  addKillCommands,
  addAdoptCommand,
  addWatchCommands,
  addGuardCommands,
  addSpendCommand,
  addBudgetCommands,
  addAuditCommand,
  addConfigCommand,
  addSandboxCommand,
  addServeCommand,
  addEngineCommand,
  addDoctorCommand,
] as const
