import type { Handlers, WorkflowPlace, WorkflowView } from '../../../common/contract.ts'
import { resolveModel } from '../../../common/models/resolve.ts'
import type { LibraryModel } from '../../../common/models/model.ts'
import { modelsOfGraph } from '../../../common/workflow/models.ts'
import { packsOfGraph } from '../../../common/workflow/node-packs.ts'
import { valueAt } from '../../../common/workflow/own/find-places.ts'
import type { UsableWorkflow } from '../../../common/workflow/own/own-workflow.ts'
import { PLACE_NAMES } from '../../../common/workflow/own/place-names.ts'
import { readWorkflow } from '../jobs/read-workflow.ts'
import type { Parts } from './parts.ts'

export function workflowHandlers({ models }: Pick<Parts, 'models'>) {
  return {
    'workflows.look': async ({ file }) => await lookAt(file, models.list()),
  } satisfies Partial<Handlers>
}

/** Where each value goes, in the order in which people think of them. */
export function placesOf({ graph, places }: Pick<UsableWorkflow, 'graph' | 'places'>): WorkflowPlace[] {
  return PLACE_NAMES.flatMap(place =>
    (places[place] ?? []).map(([node, input]) => {
      const value = valueAt(graph, [node, input])
      return {
        place,
        node,
        nodeClass: graph[node]?.class_type ?? '',
        input,
        value: typeof value === 'string' || typeof value === 'number' ? value : null,
      }
    }),
  )
}

async function lookAt(file: string, library: readonly LibraryModel[]): Promise<WorkflowView> {
  const { usable, files, problems } = await readWorkflow(file, null)
  const { graph, loras, pictures } = usable
  return {
    file,
    places: placesOf(usable),
    takesLoras: loras !== null,
    models: modelsOfGraph(graph).map(model => ({ ...model, inLibrary: resolveModel(library, model).kind === 'found' })),
    packs: packsOfGraph(graph),
    pictures: pictures.map(({ node, name }) => ({ name, found: files.has(node) })),
    problems: [...usable.problems, ...problems],
  }
}
