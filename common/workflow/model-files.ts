const MODEL_ENDING = /\.(?:ckpt|pt|pt2|bin|pth|safetensors|pkl|sft)$/i

/** Whether a name is a model file's, as ComfyUI looks for them. */
export function hasModelEnding(name: string): boolean {
  return MODEL_ENDING.test(name)
}

/** What A1111 calls the upscalers that it brings along (its modules/realesrgan_model.py). */
const A1111_UPSCALERS: Readonly<Record<string, string>> = {
  'r-esrgan 4x+': 'RealESRGAN_x4plus.pth',
  'r-esrgan 4x+ anime6b': 'RealESRGAN_x4plus_anime_6B.pth',
  'r-esrgan 2x+': 'RealESRGAN_x2plus.pth',
  'r-esrgan general 4xv3': 'realesr-general-x4v3.pth',
}

/** The file of an upscaler, named with or without its ending, or as A1111 shows it. */
export function upscalerFile(name: string): string {
  const shown = A1111_UPSCALERS[name.toLowerCase()]
  if (shown !== undefined) return shown
  return hasModelEnding(name) ? name : `${name}.pth`
}
