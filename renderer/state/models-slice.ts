import type { StateCreator } from 'zustand'
import type { StreamEvent } from '../../common/contract.ts'
import type { ListedModel } from '../../common/models/model.ts'
import type { ScanProgress, ScanResult } from '../../common/models/scan.ts'

export type ModelsSlice = {
  /** By name; null until the engine has told. */
  readonly models: readonly ListedModel[] | null
  /** What was looked through. */
  readonly modelFolders: readonly string[]
  readonly modelScan: ScanProgress | null
  readonly modelResults: readonly ScanResult[]
  readonly applyModels: (told: StreamEvent<'models'>) => void
}

export const createModelsSlice: StateCreator<ModelsSlice> = set => ({
  models: null,
  modelFolders: [],
  modelScan: null,
  modelResults: [],
  applyModels: ({ models, folders, scan, results }) =>
    set(before => ({
      models: models ?? before.models,
      modelFolders: folders,
      modelScan: scan,
      modelResults: results,
    })),
})
