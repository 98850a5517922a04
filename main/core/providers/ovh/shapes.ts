import { z } from 'zod'

/** What Burst reads of OVHcloud's answers; new fields pass, wrong ones do not. */
const id = z.string().min(1).max(200)
const whole = z.number().min(0)

export const OvhFlavor = z.object({
  id,
  name: z.string(),
  region: z.string(),
  available: z.boolean(),
  /** How many the quota still allows. */
  quota: z.number().optional(),
  ram: whole,
  vcpus: whole,
  disk: whole,
  planCodes: z.object({ hourly: z.string().nullish() }).nullish(),
})
export type OvhFlavor = z.infer<typeof OvhFlavor>

export const OvhImage = z.object({
  id,
  name: z.string(),
  region: z.string().optional(),
  status: z.string().optional(),
  creationDate: z.string().optional(),
  minDisk: z.number().optional(),
})

export const OvhInstance = z.object({
  id,
  name: z.string(),
  status: z.string(),
  created: z.string(),
  region: z.string(),
  flavorId: z.string().nullish(),
  flavor: z.object({ name: z.string().nullish() }).nullish(),
  planCode: z.string().nullish(),
  ipAddresses: z
    .array(z.object({ ip: z.string(), type: z.string().nullish(), version: z.number().nullish() }))
    .nullish(),
})
export type OvhInstance = z.infer<typeof OvhInstance>

export const OvhCatalog = z.object({
  locale: z.object({ currencyCode: z.string().regex(/^[A-Z]{3}$/), taxRate: z.number().optional() }),
  addons: z.array(
    z.object({
      planCode: z.string(),
      pricings: z.array(z.object({ price: z.number(), intervalUnit: z.string().nullish() })),
    }),
  ),
})
export type OvhCatalog = z.infer<typeof OvhCatalog>

export const OvhCredential = z.object({
  status: z.string(),
  rules: z.array(z.object({ method: z.string(), path: z.string() })).nullish(),
})
export const OvhProject = z.object({ status: z.string().nullish() })
export const OvhMe = z.object({ ovhSubsidiary: z.string().nullish() })

export const OvhSnapshot = z.object({
  id,
  name: z.string(),
  region: z.string().nullish(),
  size: z.number().nullish(),
  status: z.string().nullish(),
})
/** `size` in GiB. */
export const OvhVolume = z.object({
  id,
  name: z.string().nullish(),
  region: z.string().nullish(),
  size: z.number().nullish(),
  type: z.string().nullish(),
  planCode: z.string().nullish(),
  attachedTo: z.array(z.string()).nullish(),
})
export type OvhVolume = z.infer<typeof OvhVolume>

/** Three forms of one thing, by the age of the service that answers. */
export const OvhError = z.object({
  message: z.string().optional(),
  errorCode: z.string().optional(),
  class: z.string().optional(),
})

/** What the month has cost so far; a machine's fractions of an hour come after its end. */
export const OvhUsage = z.object({
  hourlyUsage: z
    .object({
      instance: z
        .array(
          z.object({
            details: z.array(z.object({ instanceId: id, totalPrice: z.number().min(0) })).nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
})
export type OvhUsage = z.infer<typeof OvhUsage>
