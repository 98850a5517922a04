import { z } from 'zod'
import { Problem } from '../errors.ts'
import { path, text } from './text.ts'
import { WorkflowPlace } from './workflows.ts'

export const ExpandOptions = z.strictObject({
  count: z.int().optional(),
  seed: z.int().optional(),
  seeds: text.optional(),
  theme: text.optional(),
  themeFile: path.optional(),
  style: text.optional(),
  fixed: z.array(text).max(100).optional(),
  /** Absent: as the template says. */
  sessionName: z.string().min(1).max(200).optional(),
})
export type ExpandOptions = z.infer<typeof ExpandOptions>

/** Paths are absolute: the engine's working folder is not the face's. */
export const Template = z.strictObject({
  template: path,
  /** The folder in which its name is looked up. */
  library: path.optional(),
  /** The library of the folder the caller stands in; looked into where neither flag nor setting names one. */
  here: path.optional(),
  options: ExpandOptions,
})
export const ExpandInput = Template

/** A whole number; a decimal text where a JSON number would not be exact. */
const Exact = z.union([z.int(), z.string()])

export const ExpandResult = z.strictObject({
  template: z.string(),
  /** A decimal text where the number is too large to be exact. */
  combinations: Exact,
  count: z.int(),
  warnings: z.array(Problem),
  prompts: z.array(
    z.strictObject({
      id: z.string(),
      prompt: z.string(),
      negativePrompt: z.string(),
      seed: z.number(),
      variations: z.record(z.string(), z.unknown()),
      parameters: z.record(z.string(), z.unknown()),
      filename: z.string(),
    }),
  ),
})
export type ExpandResult = z.infer<typeof ExpandResult>

/** A template as its page shows it: what is wrong is part of the answer, so that it can be shown in place. */
export const TemplatePreview = z.strictObject({
  path: z.string(),
  name: z.string(),
  /** Null while problems forbid to count. */
  combinations: Exact.nullable(),
  count: Exact.nullable(),
  problems: z.array(Problem),
  warnings: z.array(Problem),
  /** The placeholders that vary, in the order of their loops, and how many values each has here. */
  variations: z.array(z.strictObject({ name: z.string(), values: z.int() })),
  /** What the template asks for, resolved: sizes, steps, checkpoint and the like. */
  parameters: z.record(z.string(), z.unknown()),
  /** Of the workflow that makes its pictures; none where Burst's own graph does. */
  places: z.array(WorkflowPlace),
  offset: z.int(),
  prompts: ExpandResult.shape.prompts,
})
export type TemplatePreview = z.infer<typeof TemplatePreview>

/** The templates that came in, as `templates.list` shows them, and what was not taken. */
export const TemplatesAdded = z.strictObject({ added: z.array(z.string()), problems: z.array(Problem) })
export type TemplatesAdded = z.infer<typeof TemplatesAdded>

export const TemplateEntry = z.strictObject({
  path: z.string(),
  name: z.string(),
  valid: z.boolean(),
  combinations: Exact.nullable(),
  count: Exact.nullable(),
  error: Problem.optional(),
})
export type TemplateEntry = z.infer<typeof TemplateEntry>

/** A template as a card shows it. */
export const ListedTemplate = z.strictObject({
  ...TemplateEntry.shape,
  /** Changes whenever the template or a file that it needs has changed. */
  version: z.string(),
  variations: z.int(),
  warnings: z.int(),
  problems: z.int(),
  /** The first ones. */
  prompts: z.array(z.string()),
})
export type ListedTemplate = z.infer<typeof ListedTemplate>
