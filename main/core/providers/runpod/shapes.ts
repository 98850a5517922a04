import { z } from 'zod'

/** What Burst reads of RunPod's answers (REST v2); new fields pass, wrong ones do not. */
const level = z.string()

export const RunpodGpus = z.object({
  gpus: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullish(),
      memory: z.number().nullish(),
      secure: z.boolean().nullish(),
      community: z.boolean().nullish(),
      price: z.object({ secure: z.number().nullish(), community: z.number().nullish() }).nullish(),
      maxCount: z.number().nullish(),
      availability: level.nullish(),
      dataCenters: z
        .array(z.object({ id: z.string(), name: z.string().nullish(), availability: level.nullish() }))
        .nullish(),
    }),
  ),
})
export type RunpodGpu = z.infer<typeof RunpodGpus>['gpus'][number]

const Endpoint = z.object({ host: z.string(), port: z.number(), username: z.string().nullish() })

export const RunpodPod = z.object({
  id: z.string().min(1).max(200),
  name: z.string(),
  status: z.string(),
  cloud: z.string().nullish(),
  dataCenterId: z.string().nullish(),
  gpu: z.object({ id: z.string(), count: z.number().nullish() }).nullish(),
  /** For an hour; also shown of one that is stopped. */
  cost: z.number().nullish(),
  createdAt: z.string().nullish(),
  startedAt: z.string().nullish(),
  runtime: z.object({}).nullish(),
  ssh: z.object({ direct: Endpoint.nullish() }).nullish(),
})
export type RunpodPod = z.infer<typeof RunpodPod>
export const RunpodPods = z.object({ pods: z.array(RunpodPod) })

/** `size` in GB. */
export const RunpodVolume = z.object({
  id: z.string().min(1).max(200),
  name: z.string().nullish(),
  size: z.number().nullish(),
  dataCenter: z.string().nullish(),
})
export const RunpodVolumes = z.object({ networkVolumes: z.array(RunpodVolume) })

/** `application/problem+json`. */
export const RunpodProblem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.unknown()).optional(),
})

/** What pods cost, a record for each and day; dollars before tax. */
export const RunpodBilling = z.object({
  records: z.array(z.object({ podId: z.string(), totalAmount: z.number().min(0) })),
})
