import type { TemplatePreview } from '../../../common/contract.ts'
import { useText } from '../../text/translate.ts'
import { classNames } from '../../ui/class-names.ts'
import { valueText } from '../../ui/value-text.ts'
import { TINTS } from './tints.ts'

/** What varies and how often, in the colours of the prompts; then what is the same for all of them. */
export function VariationList({ preview }: { readonly preview: TemplatePreview }) {
  const t = useText()
  const parameters = Object.entries(preview.parameters)
  return (
    <section
      aria-label={t('Variations')}
      className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4"
    >
      <h2 className="font-semibold">{t('Variations')}</h2>
      {preview.variations.length === 0 && <p className="text-ink-2">{t('Nothing varies but the seed.')}</p>}
      <dl className="flex flex-col gap-1">
        {preview.variations.map(({ name, values }, index) => (
          <div key={name} className="flex items-center gap-2">
            <dt className={classNames('min-w-0 truncate rounded-control px-1', TINTS[index % TINTS.length])}>{name}</dt>
            <dd className="ml-auto text-ink-2">{t('{{count}} values', { count: values })}</dd>
          </div>
        ))}
      </dl>
      {parameters.length > 0 && (
        <>
          <h2 className="border-t border-line pt-3 font-semibold">{t('Parameters')}</h2>
          <dl className="flex flex-col gap-1">
            {parameters.map(([name, value]) => (
              <div key={name} className="flex gap-2">
                <dt className="text-ink-2">{name}</dt>
                <dd className="ml-auto min-w-0 truncate font-mono text-small" title={valueText(value)}>
                  {valueText(value)}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  )
}
