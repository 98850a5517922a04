import { describe, expect, test } from 'vitest'
import { kindOf } from './kind-of.ts'
import { headerLength, parseHeader } from './safetensors.ts'

const header = (names: readonly string[], metadata: Record<string, string> = {}, shape: readonly number[] = [1]) => ({
  tensors: new Map(names.map(name => [name, shape])),
  metadata,
})
const UNET = 'model.diffusion_model.input_blocks.0.0.weight'
const VAE = 'first_stage_model.decoder.conv_out.weight'

describe('a model is known by the names of its tensors', () => {
  test.each([
    ['SD 1.5', [UNET, VAE, 'cond_stage_model.transformer.text_model.embeddings.position_ids'], 'checkpoint', 'sd15'],
    ['SD 2.1', [UNET, VAE, 'cond_stage_model.model.transformer.resblocks.0.ln_1.weight'], 'checkpoint', 'sd21'],
    ['SDXL', [UNET, VAE, 'conditioner.embedders.1.model.ln_final.weight'], 'checkpoint', 'sdxl'],
    ['a checkpoint without its text encoder', [UNET, VAE], 'checkpoint', null],
    ['a UNet alone', [UNET], 'diffusion-model', null],
    ['Flux', ['double_blocks.0.img_attn.qkv.weight', 'single_blocks.0.linear1.weight'], 'diffusion-model', 'flux'],
    [
      'a UNet as diffusers writes it',
      ['down_blocks.0.resnets.0.conv1.weight', 'time_embedding.linear_1.weight'],
      'diffusion-model',
      null,
    ],
    [
      'a LoRA of kohya',
      ['lora_unet_down_blocks_0.lora_up.weight', 'lora_te2_text_model.lora_down.weight'],
      'lora',
      'sdxl',
    ],
    ['a LoRA of peft', ['transformer.double_blocks.0.lora_A.weight'], 'lora', 'flux'],
    ['a LoHa', ['lora_unet_mid_block.hada_w1_a'], 'lora', null],
    ['a VAE', ['encoder.conv_in.weight', 'decoder.conv_out.weight'], 'vae', null],
    ['a VAE cut out of a checkpoint', ['first_stage_model.encoder.conv_in.weight', VAE], 'vae', null],
    ['a ControlNet', ['control_model.input_hint_block.0.weight'], 'controlnet', null],
    [
      'a ControlNet of diffusers',
      ['controlnet_cond_embedding.conv_in.weight', 'down_blocks.0.x', 'time_embedding.x'],
      'controlnet',
      null,
    ],
    ['CLIP', ['text_model.encoder.layers.0.layer_norm1.weight'], 'text-encoder', null],
    ['T5', ['encoder.block.0.layer.0.SelfAttention.k.weight'], 'text-encoder', null],
    ['ESRGAN', ['conv_first.weight', 'body.0.rdb1.conv1.weight'], 'upscaler', null],
    ['ESRGAN of old', ['model.0.weight', 'model.1.sub.0.RDB1.conv1.0.weight'], 'upscaler', null],
    ['something else', ['layers.0.weight'], 'unknown', null],
  ] as const)('%s', (_, names, kind, base) => {
    expect(kindOf(header(names))).toEqual({ kind, base })
  })

  test('and by what its trainer noted', () => {
    const lora = ['lora_unet_x.lora_up.weight']
    expect(kindOf(header(lora, { ss_base_model_version: 'sdxl_base_v1-0' })).base).toBe('sdxl')
    expect(kindOf(header(lora, { ss_base_model_version: 'sd_v1' })).base).toBe('sd15')
    expect(kindOf(header(lora, { 'modelspec.architecture': 'flux-1-dev/lora' })).base).toBe('flux')
    expect(kindOf(header(lora, { ss_base_model_version: 'of its own' })).base).toBeNull()
  })

  test('an embedding, and its family, by its width', () => {
    expect(kindOf(header(['emb_params'], {}, [8, 768]))).toEqual({ kind: 'embedding', base: 'sd15' })
    expect(kindOf(header(['emb_params'], {}, [8, 1024]))).toEqual({ kind: 'embedding', base: 'sd21' })
    expect(kindOf(header(['clip_l', 'clip_g']))).toEqual({ kind: 'embedding', base: 'sdxl' })
  })
})

describe('a header', () => {
  const json = (value: unknown) => JSON.stringify(value)
  const one = { a: { dtype: 'F16', shape: [2, 2], data_offsets: [0, 8] } }

  test('gives names, shapes and notes', () => {
    expect(parseHeader(json({ ...one, __metadata__: { format: 'pt' } }), 8)).toEqual({
      tensors: new Map([['a', [2, 2]]]),
      metadata: { format: 'pt' },
    })
    expect(parseHeader(json({ ...one, __metadata__: { n: 1 } }), 8)?.metadata).toEqual({})
  })

  test.each([
    ['no JSON', '{', 8],
    ['a list', '[]', 8],
    ['no tensor', '{}', 0],
    ['a tensor without a place', json({ a: { shape: [1] } }), 8],
    ['a shape below zero', json({ a: { shape: [-1], data_offsets: [0, 8] } }), 8],
    ['a file that was cut', json(one), 7],
    ['a file with more behind it', json(one), 9],
  ])('is none: %s', (_, text, bytes) => {
    expect(parseHeader(text, bytes)).toBeNull()
  })

  test('has a length that fits into its file', () => {
    const first = (length: bigint) => {
      const bytes = new Uint8Array(8)
      new DataView(bytes.buffer).setBigUint64(0, length, true)
      return bytes
    }
    expect(headerLength(first(92n), 100)).toBe(92)
    for (const length of [0n, 93n, 2n ** 64n - 1n, 100_000_001n]) expect(headerLength(first(length), 100)).toBeNull()
    expect(headerLength(new Uint8Array(7), 100)).toBeNull()
  })
})
