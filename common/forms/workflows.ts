import { z } from 'zod'
import { Problem } from '../errors.ts'
import { PLACE_NAMES } from '../workflow/own/place-names.ts'

/** Where a value of a picture goes in a workflow. `value` is what the workflow has there now. */
export const WorkflowPlace = z.strictObject({
  place: z.enum(PLACE_NAMES),
  node: z.string(),
  nodeClass: z.string(),
  input: z.string(),
  value: z.union([z.string(), z.number()]).nullable(),
})
export type WorkflowPlace = z.infer<typeof WorkflowPlace>

/** What a workflow would be as the engine of a template, for somebody to look at before it is used. */
export const WorkflowView = z.strictObject({
  file: z.string(),
  places: z.array(WorkflowPlace),
  /** LoRAs of prompts can be led through. */
  takesLoras: z.boolean(),
  models: z.array(z.strictObject({ folder: z.string(), name: z.string(), inLibrary: z.boolean() })),
  /** Packs of nodes that the instance installs for it. */
  packs: z.array(z.string()),
  pictures: z.array(z.strictObject({ name: z.string(), found: z.boolean() })),
  problems: z.array(Problem),
})
export type WorkflowView = z.infer<typeof WorkflowView>
