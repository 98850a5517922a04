import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BurstError, type Problem } from '../errors.ts'
import {
  A1111_SAMPLERS,
  A1111_SCHEDULERS,
  COMFYUI_SAMPLERS,
  COMFYUI_SCHEDULERS,
  UNMADE_SCHEDULERS,
} from './sampler-names.ts'
import { samplerOf, samplerWarnings } from './samplers.ts'

const GOLDEN = new URL('../../test/golden/comfyui/object_info.core.json', import.meta.url)
const Combo = z.tuple([z.array(z.string())], z.unknown())
const Schema = z.object({
  KSampler: z.object({ input: z.object({ required: z.object({ sampler_name: Combo, scheduler: Combo }) }) }),
})

const golden = Schema.parse(JSON.parse(readFileSync(GOLDEN, 'utf8'))).KSampler.input.required
const pair = (sampler: string, scheduler: string) => {
  const { sampler_name, scheduler: chosen } = samplerOf(sampler, scheduler)
  return `${sampler_name} ${chosen}`
}

function problemOf(work: () => unknown): Problem | undefined {
  try {
    work()
  } catch (error) {
    if (error instanceof BurstError && error.exit === 'usage') return error.problems[0]
    throw error
  }
  return undefined
}

describe('samplers', () => {
  it.each([
    ['dpmpp_2m_karras', 'Automatic'],
    ['DPM++ 2M Karras', 'Automatic'],
    ['DPM++ 2M', 'Karras'],
    ['DPM++ 2M', 'Automatic'],
    ['DPM++ 2M', ''],
    ['dpm++ 2m karras', 'karras'],
    ['dpmpp_2m', 'karras'],
    ['DPMPP_2M', 'KARRAS'],
  ])('%s with %j is dpmpp_2m with karras', (sampler, scheduler) =>
    expect(samplerOf(sampler, scheduler)).toEqual({ sampler_name: 'dpmpp_2m', scheduler: 'karras', exact: true }),
  )

  it.each([
    ['DPM++ 2M SDE Heun Exponential', 'Automatic', 'dpmpp_2m_sde_heun exponential'],
    ['DPM++ 2M SDE SGMUniform', 'Automatic', 'dpmpp_2m_sde sgm_uniform'],
    ['DPM++ 2M Karras', 'Exponential', 'dpmpp_2m exponential'],
    ['Euler a', 'Automatic', 'euler_ancestral normal'],
    ['euler_ancestral', 'sgm_uniform', 'euler_ancestral sgm_uniform'],
    ['Restart', 'Automatic', 'heun karras'],
    ['DDIM', 'Automatic', 'ddim ddim_uniform'],
    ['uni_pc_bh2', 'Simple', 'uni_pc_bh2 simple'],
  ])('%s with %s is %s', (sampler, scheduler, expected) => expect(pair(sampler, scheduler)).toBe(expected))

  it('become what ComfyUI has, whatever known names are put together, in any case', () => {
    const samplers = fc.constantFrom(...Object.keys(A1111_SAMPLERS), ...COMFYUI_SAMPLERS)
    const schedulers = fc.constantFrom('Automatic', ...Object.keys(A1111_SCHEDULERS), ...COMFYUI_SCHEDULERS)
    fc.assert(
      fc.property(samplers, schedulers, (sampler, scheduler) => {
        const choice = samplerOf(sampler, scheduler)
        expect(golden.sampler_name[0]).toContain(choice.sampler_name)
        expect(golden.scheduler[0]).toContain(choice.scheduler)
        expect(samplerOf(sampler.toUpperCase(), scheduler.toLowerCase())).toEqual(choice)
      }),
    )
  })

  it("know every name of ComfyUI's, and no other, as it is written", () => {
    expect(COMFYUI_SAMPLERS.toSorted()).toEqual(golden.sampler_name[0].toSorted())
    expect(COMFYUI_SCHEDULERS.toSorted()).toEqual(golden.scheduler[0].toSorted())
    for (const name of COMFYUI_SAMPLERS)
      expect(samplerOf(name, 'karras')).toMatchObject({ sampler_name: name, exact: true })
    for (const name of COMFYUI_SCHEDULERS) expect(pair('euler', name)).toBe(`euler ${name}`)
  })

  it('say so where ComfyUI has only something near', () => {
    const choice = samplerOf('PLMS', 'Automatic')
    expect(choice).toEqual({ sampler_name: 'ipndm', scheduler: 'ddim_uniform', exact: false })
    expect(samplerWarnings('PLMS', choice)).toMatchObject([{ code: 'sampler-not-exact' }])
    expect(samplerWarnings('Euler', samplerOf('Euler', 'Normal'))).toEqual([])
  })
})

describe('names that nobody knows', () => {
  it('are refused, with the name that was perhaps meant', () => {
    expect(problemOf(() => samplerOf('DPM++ 2N', 'Karras'))).toMatchObject({
      code: 'unknown-sampler',
      message: expect.stringContaining('Did you mean DPM++ 2M?'),
    })
    expect(problemOf(() => samplerOf('Euler', 'Karas'))).toMatchObject({
      code: 'unknown-scheduler',
      message: expect.stringContaining('Did you mean Karras?'),
    })
    expect(problemOf(() => samplerOf('', 'Karras'))?.code).toBe('unknown-sampler')
    expect(problemOf(() => samplerOf('karras', 'Karras'))?.code).toBe('unknown-sampler')
  })

  it.each(UNMADE_SCHEDULERS)('%s is refused for being unmade, not for being unknown', name =>
    expect(problemOf(() => samplerOf('Euler', name))?.message).toContain('cannot be made'),
  )
})
