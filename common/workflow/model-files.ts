const MODEL_ENDING = /\.(?:ckpt|pt|pt2|bin|pth|safetensors|pkl|sft)$/i

/** Whether a name is a model file's, as ComfyUI looks for them. */
export function hasModelEnding(name: string): boolean {
  return MODEL_ENDING.test(name)
}

/** The file of an upscaler, named with or without its ending. */
export function upscalerFile(name: string): string {
  return hasModelEnding(name) ? name : `${name}.pth`
}
