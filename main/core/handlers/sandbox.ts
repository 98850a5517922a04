import type { Handlers } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { isSandboxFault, SANDBOX_FAULT_NAMES } from '../providers/sandbox/fault-names.ts'
import type { Parts } from './parts.ts'

export function sandboxHandlers({ providers }: Pick<Parts, 'providers'>) {
  const controls = () => providers.sandbox().controls
  return {
    'sandbox.status': async (_, signal) => await controls().status(signal),
    'sandbox.fault': async ({ name, count }, signal) => {
      if (!isSandboxFault(name)) throw unknownFault(name)
      return await controls().fault({ name, count }, signal)
    },
    'sandbox.speed': async ({ speed }, signal) => await controls().speed(speed, signal),
    'sandbox.reset': async (_, signal) => await controls().reset(signal),
  } satisfies Partial<Handlers>
}

function unknownFault(name: string): BurstError {
  const message = `There is no fault ${name}.`
  const remedy = `Name one of: ${SANDBOX_FAULT_NAMES.join(', ')}.`
  return new BurstError('usage', [{ code: 'unknown-fault', message, remedy }])
}
