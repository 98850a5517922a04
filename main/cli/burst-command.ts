import { Command, type HelpContext } from 'commander'
import { usageError } from './usage-error.ts'

/** A command whose mistakes are Burst's own errors, with the remedy that fits the place where they were made. */
export class BurstCommand extends Command {
  override createCommand(name?: string): BurstCommand {
    return new BurstCommand(name)
  }

  override error(message: string, options?: { code?: string }): never {
    throw usageError(options?.code ?? 'usage', message, commandPath(this))
  }

  /** Asked for, it is a result; a command that only groups others was given without one of them. */
  override help(context?: HelpContext | ((text: string) => string)): never {
    if (typeof context === 'function') return super.help(context)
    if (context?.error === true) this.error('one of its commands is missing', { code: 'missing-command' })
    return super.help(context)
  }
}

function commandPath(command: Command): string {
  const names: string[] = []
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name())
  return names.join(' ')
}
