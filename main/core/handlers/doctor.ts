import type { Handlers } from '../../../common/contract.ts'
import { accountLooks } from '../doctor/account-looks.ts'
import { carryOut } from '../doctor/check.ts'
import { machineLooks } from '../doctor/machine-looks.ts'
import { endByOfAttempt } from '../storage/lane-ends.ts'
import { burstOfAttempt, isProviderUsed } from '../storage/ledger-store.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<
  Parts,
  'home' | 'db' | 'env' | 'secrets' | 'settings' | 'providers' | 'latch' | 'identity' | 'wallNow'
>

export function doctorHandlers({ home, db, env, secrets, settings, providers, latch, identity, wallNow }: Needed) {
  return {
    'doctor.check': async (_, signal) =>
      await carryOut(
        [
          ...machineLooks({ home, db, env, secrets, sessions: settings()['output-dir'] || home.sessions }),
          ...accountLooks({
            settings,
            providers: providers.all().filter(({ id, facts }) => !facts.simulated || isProviderUsed(db, id)),
            isLatched: () => latch.isSet(),
            query: {
              identity,
              burstOfAttempt: attempt => burstOfAttempt(db, attempt)?.burstId ?? null,
              endByOfAttempt: attempt => endByOfAttempt(db, attempt),
              wallNow,
            },
          }),
        ],
        signal,
      ),
  } satisfies Partial<Handlers>
}
