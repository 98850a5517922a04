import type { StateCreator } from 'zustand'
import type { ListedTemplate, StreamEvent } from '../../common/contract.ts'

export type TemplatesSlice = {
  /** In the order of the library; null until the engine has told. */
  readonly templates: readonly ListedTemplate[] | null
  readonly applyTemplates: (told: StreamEvent<'templates'>) => void
}

export const createTemplatesSlice: StateCreator<TemplatesSlice> = set => ({
  templates: null,
  applyTemplates: told =>
    set(({ templates }) => ({
      templates: told.type === 'snapshot' ? told.templates : changed(templates ?? [], told.templates, told.gone),
    })),
})

function changed(
  before: readonly ListedTemplate[],
  told: readonly ListedTemplate[],
  gone: readonly string[],
): readonly ListedTemplate[] {
  const news = new Map(told.map(template => [template.path, template]))
  const lost = new Set(gone)
  const kept = before.filter(({ path }) => !lost.has(path))
  const there = new Set(kept.map(({ path }) => path))
  return [...kept.map(template => news.get(template.path) ?? template), ...told.filter(({ path }) => !there.has(path))]
}

/** Changes whenever the template, or a file that it needs, was written; null for one that is not in the library. */
export const versionOf = (templates: TemplatesSlice['templates'], path: string): string | null =>
  templates?.find(template => template.path === path)?.version ?? null
