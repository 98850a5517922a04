/** The packs of nodes that detailers need, as the allow-list calls them. */
export const DETAILER_PACKS = ['ComfyUI-Impact-Pack', 'ComfyUI-Impact-Subpack'] as const

/** Detectors that ADetailer has by itself and Impact Pack does not (Bing-su/adetailer, README). */
export function isMediaPipe(model: string): boolean {
  return model.startsWith('mediapipe_')
}

/** As Impact Subpack names a detector: by what it finds, boxes or outlines. ADetailer's outline models end with `-seg`. */
export function detectorName(model: string): string {
  return `${kindOf(model)}/${model}`
}

/** Where the file of a detector belongs, below ComfyUI's folder for models. */
export function detectorFolder(model: string): string {
  return `ultralytics/${kindOf(model)}`
}

const kindOf = (model: string) => (/-seg(?:\.\w+)?$/.test(model) ? 'segm' : 'bbox')
