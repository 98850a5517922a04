import { Server } from 'lucide-react'
import { useShallow } from 'zustand/react/shallow'
import { endingInstances } from '../../state/bursts-slice.ts'
import { isSafetyKnown } from '../../state/safety-slice.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { clockText } from '../../ui/relative-time.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { HeadCell, Table } from '../../ui/table.tsx'
import { Leftovers } from './leftovers.tsx'
import { InstanceRow } from './instance-row.tsx'
import { ModelVolumes } from './model-volumes.tsx'
import { PreparedImages } from './prepared-images.tsx'

/** Everything that runs, whose it is, what it costs, and when it ends by itself. */
export function InstancesPage() {
  const t = useText()
  const safety = useStore(state => state.safety)
  const instances = safety?.instances ?? []
  const listed = new Set(instances.map(({ id }) => id))
  const unlisted = useStore(useShallow(state => endingInstances(state.bursts))).filter(id => !listed.has(id))
  return (
    <Page title={t('Instances')}>
      {safety === null && <Skeleton className="h-40" />}
      <Unanswered />
      {unlisted.map(id => (
        <p key={id} role="status" className="rounded-card bg-danger-soft px-4 py-2 text-danger-text">
          {t(
            '{{id}} is no longer listed. Until that is seen twice, and it is not found by its id, it may still be billing.',
            { id },
          )}
        </p>
      ))}
      {safety !== null && instances.length === 0 && unlisted.length === 0 && isSafetyKnown(safety) && (
        <EmptyState icon={Server} title={t('Nothing runs')}>
          {safety.providers.length > 0
            ? t('Asked at {{time}}: {{names}}. All answered.', {
                time: clockText(safety.lookedAt ?? ''),
                names: safety.providers.map(({ provider }) => provider).join(', '),
              })
            : t('Nothing was ever rented from here. What a burst rents appears here, with its end and its cost.')}
        </EmptyState>
      )}
      {instances.length > 0 && (
        <Table label={t('Instances')}>
          <thead>
            <tr>
              <HeadCell>{t('Instance')}</HeadCell>
              <HeadCell>{t('Whose')}</HeadCell>
              <HeadCell>{t('State')}</HeadCell>
              <HeadCell right>{t('Age')}</HeadCell>
              <HeadCell right>{t('Rate')}</HeadCell>
              <HeadCell right>{t('Cost so far')}</HeadCell>
              <HeadCell>{t('Ends by itself')}</HeadCell>
              <HeadCell right>{t('End')}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {instances.map(instance => (
              <InstanceRow key={`${instance.provider} ${instance.id}`} instance={instance} />
            ))}
          </tbody>
        </Table>
      )}
      <PreparedImages />
      <ModelVolumes />
      <Leftovers />
    </Page>
  )
}

/** An answer about what runs says who did not give one. */
function Unanswered() {
  const t = useText()
  const silent = useStore(state => state.safety?.providers ?? []).filter(({ ok }) => !ok)
  return silent.map(({ provider, error }) => (
    <p key={provider} role="alert" className="rounded-card bg-danger-soft px-4 py-2 text-danger-text">
      {t('{{provider}} does not answer: what runs there is unknown and may be billing. {{error}}', {
        provider,
        error: error ?? '',
      })}
    </p>
  ))
}
