import type { JobConfig } from '../job/job.ts'
import { md5 } from '../templates/md5.ts'

/** Under which name ComfyUI's input folder has a picture of this computer: no name of the user's leaves it. */
export function controlImageName(file: string): string {
  const ending = /\.(?:png|jpe?g|webp)$/i.exec(file)?.[0].toLowerCase() ?? '.png'
  return `burst-${md5(file).slice(0, 16)}${ending}`
}

/** The pictures of this computer that a job's graphs start from, each once. */
export function picturesOf({ controlnet = [], workflow }: JobConfig): string[] {
  return [...new Set([...controlnet.map(({ image }) => image), ...(workflow?.inputs ?? [])])]
}
