import { expect, type Page } from '@playwright/test'
import path from 'node:path'
import { CHECKPOINT, LORA, put, safetensors } from '../../main/core/models/testing/model-files.ts'

const SDXL = { ss_base_model_version: 'sdxl_base_v1-0' }

/** Writes a small library of real files below the folder and scans it from the screen of models. */
export async function scanModels(page: Page, folder: string): Promise<void> {
  const models = path.join(folder, 'models')
  put(models, 'checkpoints/sd_xl_base_1.0.safetensors', safetensors(CHECKPOINT, 1))
  for (const [at, name] of ['ink_wash', 'gouache', 'linocut', 'paper_texture'].entries())
    put(models, `loras/print/${name}.safetensors`, safetensors(LORA, at + 2, SDXL))
  put(models, 'upscale_models/RealESRGAN_x4plus.pth', Buffer.alloc(4000, 7))
  put(models, 'vae/sdxl_vae.safetensors', safetensors(['encoder.conv_in.weight', 'decoder.conv_out.weight'], 9))
  await page.getByRole('textbox', { name: 'Folder of models' }).fill(models)
  await page.getByRole('button', { name: 'Scan folder' }).click()
  await expect(page.getByText('7 found, 7 read')).toBeVisible()
}
