import type { z } from 'zod'
import type { Expansion } from './expansion.ts'
import { problemAt, type Findings } from './findings.ts'

/** The parameters of a template, and where they are written. */
export type Asked = Pick<Expansion, 'parameters' | 'parameterSpots'>

const REMEDIES: Readonly<Record<string, string>> = {
  width: 'Use whole pixels from 16 to 16384 that can be divided by 8, as in 512.',
  height: 'Use whole pixels from 16 to 16384 that can be divided by 8, as in 768.',
  steps: 'Use a whole number from 1 to 1000.',
  cfg_scale: 'Use a number from 0 to 100.',
  sampler: 'Write the name of a sampler as text, as in `DPM++ 2M`.',
  scheduler: 'Write the name of a scheduler as text, as in `Karras`.',
  batch_size: 'Use a whole number from 1 to 64.',
  checkpoint: 'Write the file name of a checkpoint as text.',
  upscaler: 'Write a mapping of `model` (text) and `scale` (from 1 to 16).',
  loras: 'Write a list of mappings, each with `name` (text) and `strength` (from -10 to 10).',
  workflow:
    'Write the path of a workflow (.json in the API format, or a .png made with it), or a mapping of `file` and `bind`.',
  vae: 'Write the file name of a VAE as text.',
  clip_skip: 'Use a whole number from 1 to 12.',
  enable_hr: 'Write true or false.',
  hr_scale: 'Use a number from 1 to 8.',
  hr_upscaler: 'Write `Latent`, `Lanczos`, or the name of an upscaling model as text.',
  denoising_strength: 'Use a number from 0 to 1.',
  hr_second_pass_steps: 'Use a whole number from 0 to 1000; 0 means as many as the first pass.',
}

/** One parameter; null where it is absent or null, and where it is wrong, which the findings then say. */
export function read<T>(asked: Asked, key: string, schema: z.ZodType<T>, findings: Findings): T | null {
  const value = Object.hasOwn(asked.parameters, key) ? asked.parameters[key] : null
  return value === null ? null : checked(asked, [key], value, schema, findings)
}

/** A value below a parameter, by its path; null where it is wrong, which the findings then say. */
export function checked<T>(
  asked: Asked,
  path: readonly [key: string, ...rest: (string | number)[]],
  value: unknown,
  schema: z.ZodType<T>,
  findings: Findings,
): T | null {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [key] = path
  for (const issue of result.error.issues)
    findings.problems.push(
      problemAt(
        asked.parameterSpots.get(key) ?? null,
        'parameter-invalid',
        `\`${['parameters', ...path, ...issue.path].map(String).join('.')}\` is ${JSON.stringify(valueAt(value, issue.path))}: ${issue.message}.`,
        REMEDIES[key] ?? 'Correct the value.',
        { subjects: [`parameters.${key}`] },
      ),
    )
  return null
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : inner),
    value,
  )
}

/** What is read and not done: better said than left to be missed in the pictures. */
export function warnOfUnmade(asked: Asked, key: string, what: string, remedy: string, findings: Findings): void {
  findings.warnings.push(
    problemAt(
      asked.parameterSpots.get(key) ?? null,
      'not-made-yet',
      `\`parameters.${what}\` is read, but not made yet: the pictures come without it.`,
      remedy,
      { subjects: [`parameters.${key}`] },
    ),
  )
}
