import { z } from 'zod'
import { Sha256 } from './model.ts'

/** A model that a burst's work calls by a name in one of ComfyUI's folders, and what it is. */
export const NeededModel = z.strictObject({
  folder: z.string().max(100),
  name: z.string().max(300),
  sha256: Sha256,
  bytes: z.int().min(0),
})
export type NeededModel = z.infer<typeof NeededModel>

/** The name below ComfyUI's folder for models. */
export const placeOfModel = ({ folder, name }: Pick<NeededModel, 'folder' | 'name'>): string => `${folder}/${name}`
