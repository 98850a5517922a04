import path from 'node:path'
import { expandOptionsOf, type ExpandFlags } from './expand-flags.ts'
import type { Host, TemplateChoice } from './host.ts'
import type { SdgenConfig } from './sdgen-config.ts'

const ENDINGS = ['', '.prompt.yaml', '.prompt.yml', '.yaml']

/** A template as the engine is asked for it: the engine's working folder is another one, so paths are absolute. */
export function templateChoice(
  template: string,
  flags: ExpandFlags & { readonly library?: string },
  { cwd, files }: Pick<Host, 'cwd' | 'files'>,
  config: SdgenConfig | null,
): TemplateChoice {
  const here = ENDINGS.map(ending => path.resolve(cwd, template + ending)).find(file => files.isFile(file))
  return {
    // What is no file here is a name, which the engine looks up in the library.
    template: here ?? template,
    ...(flags.library === undefined ? {} : { library: path.resolve(cwd, flags.library) }),
    ...(config === null ? {} : { here: config.library }),
    options: expandOptionsOf(flags, cwd),
  }
}
