import { BurstError } from '../../../common/errors.ts'
import { modelsForJob, withFileNames } from '../../../common/models/for-job.ts'
import type { LibraryModel } from '../../../common/models/model.ts'
import type { NeededModel } from '../../../common/models/needed.ts'
import { modelsOf } from '../../../common/workflow/models.ts'
import type { LoadedJob } from '../jobs/loaded-job.ts'
import type { ModelSources } from './sources.ts'

/** What of a job's models goes over the home line: whatever has no source in the world. */
export function bytesToSend(models: readonly NeededModel[], sources: Pick<ModelSources, 'of'>): number {
  return models.filter(({ sha256 }) => sources.of(sha256).length === 0).reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Models of a job that is only asked about; null where one is not known, so that nobody can say. */
export function modelsAskedAbout(
  { settings, items }: LoadedJob,
  known: readonly LibraryModel[],
): readonly NeededModel[] | null {
  const rules = { madeUp: false, picklesAllowed: true }
  try {
    return modelsForJob(modelsOf(withFileNames(settings, known), items()), known, rules).models
  } catch (error) {
    if (error instanceof BurstError) return null
    throw error
  }
}
