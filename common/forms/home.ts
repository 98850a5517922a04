import { z } from 'zod'

export const SourcesOfModel = z.strictObject({ sha256: z.string(), name: z.string(), sources: z.array(z.string()) })
export type SourcesOfModel = z.infer<typeof SourcesOfModel>

export const SettingView = z.strictObject({
  key: z.string(),
  value: z.unknown(),
  default: z.unknown(),
  about: z.string(),
})
export type SettingView = z.infer<typeof SettingView>

export const SandboxStatus = z.strictObject({
  speed: z.number(),
  clock: z.string(),
  faults: z.array(z.strictObject({ name: z.string(), left: z.int() })),
  instances: z.array(z.strictObject({ id: z.string(), name: z.string(), state: z.string() })),
  made: z.int(),
})
export type SandboxStatus = z.infer<typeof SandboxStatus>

export const EngineInfo = z.strictObject({ pid: z.int(), home: z.string(), version: z.string(), startedAt: z.string() })
