import type { TemplatePreview } from '../../../common/contract.ts'
import type { PlaceName } from '../../../common/workflow/own/place-names.ts'
import { useText, type Translate } from '../../text/translate.ts'

/** Where each value goes in the workflow that makes the pictures: somebody looks at it before anything is rented. */
export function WorkflowPlaces({ places }: Pick<TemplatePreview, 'places'>) {
  const t = useText()
  if (places.length === 0) return null
  return (
    <section aria-label={t('Workflow')} className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="font-semibold">{t('Workflow')}</h2>
      <dl className="flex flex-col gap-1">
        {places.map(({ place, node, nodeClass, input, value }) => (
          <div key={`${place} ${node} ${input}`} className="flex items-baseline gap-2" title={String(value ?? '')}>
            <dt className="shrink-0 text-ink-2">{nameOf(place, t)}</dt>
            <dd className="ml-auto min-w-0 text-right wrap-anywhere">
              {nodeClass} <span className="font-mono text-small text-ink-2">{`${node}.${input}`}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-small text-ink-2">
        {t('Found by its links. Where one is wrong, write it under `workflow.bind`.')}
      </p>
    </section>
  )
}

function nameOf(place: PlaceName, t: Translate): string {
  const names: Record<PlaceName, string> = {
    prompt: t('Prompt'),
    negative: t('Negative prompt'),
    seed: t('Seed'),
    width: t('Width'),
    height: t('Height'),
    batch: t('Batch'),
    steps: t('Steps'),
    cfg_scale: t('CFG scale'),
    sampler: t('Sampler'),
    scheduler: t('Scheduler'),
    checkpoint: t('Checkpoint'),
    prefix: t('File name'),
  }
  return names[place]
}
