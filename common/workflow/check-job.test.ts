import { describe, expect, it } from 'vitest'
import type { JobConfig } from '../job/job.ts'
import { checkJob } from './check-job.ts'

type More = { generation?: Partial<JobConfig['generation']>; upscaler?: Partial<JobConfig['upscaler']> }

const config = ({ generation, upscaler }: More = {}): JobConfig => ({
  checkpoint: 'model.safetensors',
  loras: [],
  generation: {
    width: 1024,
    height: 1024,
    steps: 20,
    cfg_scale: 7,
    sampler: 'Euler',
    scheduler: 'Normal',
    batch_size: 1,
    ...generation,
  },
  upscaler: { enabled: false, model: '4x', scale: 4, ...upscaler },
})

const codes = (more: More) => checkJob(config(more)).map(({ code }) => code)

describe('a job, before anything is rented for it', () => {
  it('is taken without a word where all is as asked for', () => expect(codes({})).toEqual([]))

  it('comes with a warning where the sampler is only near, or more is made than kept', () => {
    expect(codes({ generation: { sampler: 'PLMS' } })).toEqual(['sampler-not-exact'])
    expect(codes({ generation: { batch_size: 4 } })).toEqual(['batch-not-kept'])
  })

  it('comes with a warning where the second pass is only near to what was asked for', () => {
    const hires = { scale: 1.5, upscaler: 'Latent', denoising_strength: 0.5, steps: 0 }
    const found = (more: Partial<JobConfig>) => checkJob({ ...config({}), ...more }).map(({ code }) => code)
    expect(found({ hires })).toEqual([])
    expect(found({ hires: { ...hires, upscaler: 'Latent (nearest)' } })).toEqual(['hires-not-exact'])
    expect(found({ hires: { ...hires, scale: 1.333 } })).toEqual(['hires-size'])
    expect(() => found({ hires: { ...hires, scale: 8 }, upscaler: { enabled: true, model: '4x', scale: 4 } })).toThrow(
      '32768×32768',
    )
  })

  it('is refused for a workflow that came with it and has nodes which nobody installs', () => {
    const graph = { '1': { class_type: 'MagicLoader', inputs: {} } }
    const workflow = { graph, places: {}, loras: null, inputs: [] }
    expect(() => checkJob({ ...config({}), workflow })).toThrow('MagicLoader (node 1)')
  })

  it('is refused for a sampler that nobody knows', () => {
    expect(() => checkJob(config({ generation: { sampler: 'Eulr' } }))).toThrow('Did you mean Euler?')
  })

  it('is refused for pictures that are larger than ComfyUI makes, but not for an upscaler that is off', () => {
    const size = { width: 4104, height: 64 }
    expect(() => checkJob(config({ generation: size, upscaler: { enabled: true } }))).toThrow('16416×256')
    expect(codes({ generation: size })).toEqual([])
    expect(codes({ generation: { ...size, width: 4096 }, upscaler: { enabled: true } })).toEqual([])
  })
})
