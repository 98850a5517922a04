import { z } from 'zod'

/** What Burst reads of Lambda's answers (API 1.10); new fields pass, wrong ones do not. */
const InstanceType = z.object({
  name: z.string(),
  description: z.string().optional(),
  gpu_description: z.string().optional(),
  price_cents_per_hour: z.number().min(0),
  specs: z.object({
    vcpus: z.number().optional(),
    memory_gib: z.number().optional(),
    storage_gib: z.number().optional(),
    gpus: z.number().optional(),
  }),
})
export type LambdaType = z.infer<typeof InstanceType>

export const LambdaTypes = z.object({
  data: z.record(
    z.string(),
    z.object({
      instance_type: InstanceType,
      regions_with_capacity_available: z.array(z.object({ name: z.string() })),
    }),
  ),
})

export const LambdaInstance = z.object({
  id: z.string().min(1).max(200),
  name: z.string().nullish(),
  /** Absent while it boots. */
  ip: z.string().nullish(),
  status: z.string(),
  region: z.object({ name: z.string() }).nullish(),
  instance_type: InstanceType.nullish(),
  tags: z.array(z.object({ key: z.string(), value: z.string() })).nullish(),
})
export type LambdaInstance = z.infer<typeof LambdaInstance>

export const LambdaInstanceAnswer = z.object({ data: LambdaInstance })
export const LambdaInstances = z.object({ data: z.array(LambdaInstance) })
export const LambdaLaunched = z.object({ data: z.object({ instance_ids: z.array(z.string().min(1)).min(1) }) })

export const LambdaKey = z.object({ id: z.string(), name: z.string(), public_key: z.string() })
export const LambdaKeys = z.object({ data: z.array(LambdaKey) })
export const LambdaKeyAnswer = z.object({ data: LambdaKey })

export const LambdaFilesystem = z.object({
  id: z.string().min(1).max(200),
  name: z.string(),
  region: z.object({ name: z.string() }).nullish(),
  bytes_used: z.number().nullish(),
})
export const LambdaFilesystems = z.object({ data: z.array(LambdaFilesystem) })

export const LambdaError = z.object({
  error: z.object({ code: z.string(), message: z.string(), suggestion: z.string().nullish() }),
})
