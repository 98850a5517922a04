import { z } from 'zod'

/** What Burst reads of Vast's answers; new fields pass, wrong ones do not. */
const id = z.number()

export const VastOffer = z.object({
  id,
  machine_id: z.number().nullish(),
  gpu_name: z.string(),
  num_gpus: z.number(),
  /** MB. */
  gpu_ram: z.number().nullish(),
  /** GB. */
  disk_space: z.number().nullish(),
  /** Dollars an hour, with the storage that was asked for. */
  dph_total: z.number(),
  min_bid: z.number().nullish(),
  /** Dollars for a GB and month. */
  storage_cost: z.number().nullish(),
  /** Dollars for a GB. */
  inet_up_cost: z.number().nullish(),
  inet_down_cost: z.number().nullish(),
  geolocation: z.string().nullish(),
  rentable: z.boolean().nullish(),
  hosting_type: z.number().nullish(),
  datacenter: z.boolean().nullish(),
})
export type VastOffer = z.infer<typeof VastOffer>
export const VastOffers = z.object({ offers: z.array(VastOffer) })

export const VastInstance = z.object({
  id,
  label: z.string().nullish(),
  actual_status: z.string().nullish(),
  intended_status: z.string().nullish(),
  cur_state: z.string().nullish(),
  next_state: z.string().nullish(),
  status_msg: z.string().nullish(),
  public_ipaddr: z.string().nullish(),
  ports: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullish()).nullish(),
  ssh_host: z.string().nullish(),
  ssh_port: z.number().nullish(),
  dph_total: z.number().nullish(),
  /** Seconds since 1970. */
  start_date: z.number().nullish(),
  gpu_name: z.string().nullish(),
  is_bid: z.boolean().nullish(),
})
export type VastInstance = z.infer<typeof VastInstance>
/** One in spite of its name; null where it is gone. */
export const VastInstanceAnswer = z.object({ instances: VastInstance.nullable() })
export const VastPage = z.object({
  instances: z.array(VastInstance),
  total_instances: z.number().nullish(),
  next_token: z.string().nullish(),
})

export const VastCreated = z.object({ success: z.literal(true), new_contract: id })
/** In the body of an error too: a bid that is too low makes a machine that waits, and its disk is billed. */
export const VastHidden = z.object({ new_contract: id })
export const VastDone = z.object({ success: z.literal(true) })
export const VastUser = z.object({ balance: z.number().nullish(), credit: z.number().nullish() })

export const VastError = z.object({
  error: z.string().nullish(),
  msg: z.string().nullish(),
  success: z.boolean().nullish(),
})

/** What contracts cost, one each; `source` is `instance-<id>`. */
export const VastCharges = z.object({
  results: z.array(z.object({ source: z.string(), amount: z.number().min(0) })),
  next_token: z.string().nullish(),
})
export type VastCharge = z.infer<typeof VastCharges>['results'][number]
