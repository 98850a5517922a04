import type { StateCreator } from 'zustand'
import type { TemplateEntry } from '../../common/contract.ts'
import type { Problem } from '../../common/errors.ts'

export type TemplatesSlice = {
  /** Null until they were listed. */
  readonly templates: readonly TemplateEntry[] | null
  /** Why they could not be listed. */
  readonly templatesProblem: Problem | null
  readonly setTemplates: (templates: readonly TemplateEntry[]) => void
  readonly setTemplatesProblem: (problem: Problem) => void
}

export const createTemplatesSlice: StateCreator<TemplatesSlice> = set => ({
  templates: null,
  templatesProblem: null,
  setTemplates: templates => set({ templates, templatesProblem: null }),
  setTemplatesProblem: templatesProblem => set({ templatesProblem }),
})
