import type { z } from 'zod'
import {
  contract,
  type CallName,
  type CallOutput,
  type CallParsed,
  type StreamEvent,
  type StreamName,
  type StreamParsed,
} from './contract.ts'

/** The contract's schemas with the types that belong to each name, so that a generic caller needs no assertion. */
export const callSchemas: {
  readonly [K in CallName]: { readonly input: z.ZodType<CallParsed<K>>; readonly output: z.ZodType<CallOutput<K>> }
} = contract

export const streamSchemas: {
  readonly [K in StreamName]: { readonly input: z.ZodType<StreamParsed<K>>; readonly event: z.ZodType<StreamEvent<K>> }
} = contract
