import { Command } from 'commander'
import { usageError } from './usage-error.ts'

/** A command whose mistakes are Burst's own errors, with the remedy that fits the place where they were made. */
export class BurstCommand extends Command {
  override createCommand(name?: string): BurstCommand {
    return new BurstCommand(name)
  }

  override error(message: string, options?: { code?: string }): never {
    throw usageError(options?.code ?? 'usage', message, commandPath(this))
  }
}

function commandPath(command: Command): string {
  const names: string[] = []
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name())
  return names.join(' ')
}
