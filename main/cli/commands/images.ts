import { dockerfile, setupScript } from '../../core/providers/bootstrap/image.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Bind } from '../session.ts'

/** What instances are set up with, in forms for people who set up their own. */
export function addImageCommands(program: BurstCommand, bind: Bind): void {
  const images = program.command('images').description('what instances are set up with')
  const add = (name: string, what: string, make: () => string) =>
    images
      .command(name)
      .description(what)
      .action(
        bind(async session => {
          const text = make()
          session.result({ [name]: text }, () => text.trimEnd())
          return 'done'
        }),
      )
  add('dockerfile', 'a Dockerfile of the same set-up: docker build -t NAME - < Dockerfile', dockerfile)
  add('script', 'the set-up of a machine with an NVIDIA GPU, to run by hand on Ubuntu 24.04', setupScript)
}
