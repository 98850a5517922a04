import type { z } from 'zod'
import { BurstError } from '../../../../common/errors.ts'
import { SandboxStatus } from '../../../../common/contract.ts'
import type { Trouble } from '../provider.ts'
import { PATHS, type FaultRequest } from './api.ts'
import { NOTHING, type Answer, type ApiClient } from './api-client.ts'
import { SANDBOX_FAULT_NAMES } from './fault-names.ts'

/** What only a practice cloud can be told. Failures are thrown as `BurstError`. */
export interface SandboxControls {
  status(signal: AbortSignal): Promise<SandboxStatus>
  /** Arms a fault; an unknown name is a usage error that lists the names. */
  fault(
    request: Pick<FaultRequest, 'name'> & Partial<Omit<FaultRequest, 'name'>>,
    signal: AbortSignal,
  ): Promise<SandboxStatus>
  /** Changes the speed of the clock from now on, for every process. */
  speed(speed: number, signal: AbortSignal): Promise<SandboxStatus>
  /** Ends its machines, forgets its faults, begins to count pictures anew. */
  reset(signal: AbortSignal): Promise<SandboxStatus>
  /** Ends the daemon and with it the machines; nothing happens where none runs. */
  shutdown(signal: AbortSignal): Promise<void>
}

export function createControls(client: ApiClient, refreshClock: () => void): SandboxControls {
  const practise = async <T>(path: string, schema: z.ZodType<T>, signal: AbortSignal, body: unknown = {}) => {
    const value = valueOf(await client.call('POST', path, schema, signal, body))
    refreshClock()
    return value
  }
  return {
    status: async signal => valueOf(await client.ask('GET', PATHS.status, SandboxStatus, signal)),
    fault: async (request, signal) => await practise(PATHS.fault, SandboxStatus, signal, request),
    speed: async (speed, signal) => await practise(PATHS.speed, SandboxStatus, signal, { speed }),
    reset: async signal => await practise(PATHS.reset, SandboxStatus, signal),
    shutdown: async signal => {
      if (await client.isRunning()) await practise(PATHS.shutdown, NOTHING, signal)
    },
  }
}

function valueOf<T>(answer: Answer<T>): T {
  if (answer.kind === 'answer') return answer.value
  throw answer.kind === 'refused' ? refused(answer) : unreachable(answer.trouble)
}

function refused({ code, message }: { code: string; message: string }): BurstError {
  return new BurstError('usage', [{ code, message: `The practice cloud refused: ${message}`, remedy: remedyFor(code) }])
}

function unreachable({ message }: Trouble): BurstError {
  const remedy = 'Try again; if that does not help, look into sandbox.log in the sandbox folder.'
  return new BurstError('provider', [{ code: 'sandbox-unreachable', message, remedy }])
}

function remedyFor(code: string): string {
  return code === 'unknown-fault'
    ? `Name one of: ${SANDBOX_FAULT_NAMES.join(', ')}.`
    : 'Correct the value and give the command again.'
}
