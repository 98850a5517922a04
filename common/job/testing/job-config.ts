import type { Detailer, JobConfig } from '../job.ts'

/** As little as a job can say. */
export const SMALL: JobConfig = {
  checkpoint: 'base.safetensors',
  loras: [],
  generation: {
    width: 64,
    height: 64,
    steps: 1,
    cfg_scale: 7,
    sampler: 'Euler',
    scheduler: 'Normal',
    batch_size: 1,
  },
  upscaler: { enabled: false, model: '', scale: 1 },
}

/** As people write one for SDXL. */
export const PORTRAIT: JobConfig = {
  checkpoint: 'model.safetensors',
  loras: [],
  generation: {
    width: 832,
    height: 1216,
    steps: 30,
    cfg_scale: 5.5,
    sampler: 'DPM++ 2M',
    scheduler: 'Karras',
    batch_size: 1,
  },
  upscaler: { enabled: false, model: '', scale: 1 },
}

/** ADetailer's own defaults, for faces. */
export const FACE: Detailer = {
  model: 'face_yolov8n.pt',
  prompt: '',
  negative_prompt: '',
  confidence: 0.3,
  largest: 0,
  dilation: 4,
  mask_blur: 4,
  denoising_strength: 0.4,
  padding: 32,
  size: null,
  steps: null,
  cfg_scale: null,
  sampler: null,
  scheduler: null,
}
