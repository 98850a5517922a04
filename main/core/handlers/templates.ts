import { stat } from 'node:fs/promises'
import type { ExpandResult, Handlers, TemplateEntry } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { exact } from '../../../common/templates/effect.ts'
import type { Expansion } from '../../../common/templates/expansion.ts'
import { expandSource } from '../jobs/load-job.ts'
import { addTemplates } from '../templates/add-templates.ts'
import { sourceText } from '../templates/source-text.ts'
import type { TemplateListing } from '../templates/library.ts'
import type { Parts } from './parts.ts'
import { promptView } from './prompt-view.ts'
import { previewTemplate } from './template-preview.ts'

/** More prompts than these are made by a burst, but not shown at once. */
const MAX_SHOWN = 200_000

export function templateHandlers({ jobs, home, library }: Pick<Parts, 'jobs' | 'home' | 'library'>) {
  const folders = (here?: string) => jobs.folders(here).map(folder => folder.path)
  return {
    'templates.list': async ({ dir, here }) => {
      const looked = dir === undefined ? folders(here) : [dir]
      if (looked[0] !== undefined) await checkFolder(looked[0])
      return (await library.list(looked)).map(entryOf)
    },
    'templates.folders': async ({ here }) => [...jobs.folders(here)],
    'templates.source': async ({ path }) => ({ path, text: await sourceText(path, folders()) }),
    'templates.add': async ({ files }) => await addTemplates(home.templates, files),
    'templates.expand': async input => expandResult((await expandSource(input, jobs)).expansion),
    'templates.preview': async ({ offset, limit, ...input }) => await previewTemplate(input, { offset, limit }, jobs),
  } satisfies Partial<Handlers>
}

async function checkFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => null)
  if (found?.isDirectory()) return
  throw new BurstError('usage', [
    {
      code: 'folder-not-found',
      message: `There is no folder ${dir}.`,
      remedy: 'Name a folder with .prompt.yaml files, or set `templates-dir`.',
      file: dir,
    },
  ])
}

export function entryOf({ path, name, valid, combinations, count, error }: TemplateListing): TemplateEntry {
  return {
    path,
    name,
    valid,
    combinations: combinations === null ? null : exact(combinations),
    count: count === null ? null : exact(count),
    ...(error === undefined ? {} : { error }),
  }
}

function expandResult(expansion: Expansion): ExpandResult {
  const { name, combinations, count, warnings } = expansion
  if (count > MAX_SHOWN)
    throw new BurstError('usage', [
      {
        code: 'too-many-prompts',
        message: `${name} makes ${count} prompts, more than the ${MAX_SHOWN} that are shown at once.`,
        remedy: 'Ask for the first ones with -n.',
      },
    ])
  const prompts = [...expansion.prompts()].map(promptView)
  return { template: name, combinations: exact(combinations), count: Number(count), warnings: [...warnings], prompts }
}
