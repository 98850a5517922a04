import { CommanderError } from 'commander'
import { EXIT_CODES, type Outcome } from './exit-codes.ts'
import type { Host } from './host.ts'
import { asBurstError, errorDocument, errorText } from './print-error.ts'
import { buildProgram } from './program.ts'
import { flagError } from './usage-error.ts'

/** Parses, runs and prints; gives the exit code. Never throws. */
export async function runCommandLine(args: readonly string[], host: Host, version: string): Promise<number> {
  let outcome: Outcome = 'done'
  try {
    const program = buildProgram(host, version, ended => (outcome = ended))
    if (args.length === 0) throw noCommand()
    await program.parseAsync(args, { from: 'user' })
    return EXIT_CODES[outcome]
  } catch (error) {
    // Help and version end the parsing by this error; what they had to say is said.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.done
    return printError(error, args, host)
  }
}

function printError(thrown: unknown, args: readonly string[], { terminal }: Host): number {
  const error = asBurstError(thrown)
  if (wantsJson(args)) terminal.out(`${JSON.stringify(errorDocument(error), null, 2)}\n`)
  else terminal.err(errorText(error))
  return EXIT_CODES[error.exit]
}

/** Whether errors must be a document, known even where the line could not be parsed. */
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).includes('--json')
}

function noCommand() {
  return flagError('no-command', 'No command was given.', '`burst help` lists them.')
}
