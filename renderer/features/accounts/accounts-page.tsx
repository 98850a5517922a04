import { useCallback } from 'react'
import { useHost } from '../../host/use-host.tsx'
import { useText } from '../../text/translate.ts'
import { Page } from '../../ui/page.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { AccountCard } from './account-card.tsx'
import { OnAccounts } from './on-accounts.tsx'
import { useAsked } from '../../state/use-asked.ts'

/** Who rents to this user, whether the keys are good, and what is on the accounts already. */
export function AccountsPage() {
  const t = useText()
  const { api } = useHost()
  const accounts = useAsked(useCallback(async () => await api.call('providers.list', {}), [api]))
  const found = useAsked(useCallback(async () => await api.call('instances.list', { all: true }), [api]))
  const changed = async () => {
    await accounts.again()
    await found.again()
  }
  const isAnySetUp = accounts.value?.some(({ configured }) => configured) === true
  return (
    <Page title={t('Accounts')}>
      <p className="max-w-3xl text-ink-2">
        {t(
          'Burst rents in your name, on your own accounts. Keys go to the keyring of this computer and to the provider they belong to, and nowhere else.',
        )}
      </p>
      {accounts.problem && <ProblemNote problem={accounts.problem} />}
      {accounts.value === null && accounts.problem === null && <Skeleton className="h-64" />}
      <ul className="grid gap-4 min-[1100px]:grid-cols-2">
        {accounts.value?.map(account => (
          <AccountCard key={account.provider} account={account} onChanged={changed} />
        ))}
      </ul>
      {isAnySetUp && found.value && <OnAccounts found={found.value} />}
      {isAnySetUp && found.problem && <ProblemNote problem={found.problem} />}
    </Page>
  )
}
