import { Link } from 'react-router'
import type { ListedTemplate } from '../../../common/contract.ts'
import { paths } from '../../app/paths.ts'
import { useText } from '../../text/translate.ts'
import { classNames } from '../../ui/class-names.ts'
import { Chip } from '../../ui/chip.tsx'
import { CardEstimate, type useBestOffer } from './card-estimate.tsx'
import { CardPictures } from './card-pictures.tsx'
import { countText } from './count-text.ts'

type Props = { readonly template: ListedTemplate; readonly best: ReturnType<typeof useBestOffer> }

export function TemplateCard({ template, best }: Props) {
  return (
    <div
      role="listitem"
      className="relative flex h-full flex-col overflow-hidden rounded-card border border-line bg-surface transition-colors duration-[120ms] focus-within:border-accent hover:border-line-strong"
    >
      <CardPictures template={template.path} fallback={<FirstPrompts template={template} />} />
      <div className="flex flex-col gap-1 border-t border-line px-4 py-3">
        <h2 className="truncate text-body font-semibold">
          <Link to={paths.template(template.path)} className="outline-none after:absolute after:inset-0">
            {template.name}
          </Link>
        </h2>
        <CardLine template={template} />
        {best && template.problems === 0 && <CardEstimate count={Number(template.count ?? 0)} best={best} />}
      </div>
    </div>
  )
}

function CardLine({ template }: { readonly template: ListedTemplate }) {
  const t = useText()
  const { problems, warnings, variations } = template
  return (
    <p className="flex h-5 items-center gap-2 truncate text-small text-ink-2">
      {template.count !== null && problems === 0 && (
        <span>
          {t('{{number}} prompts', { number: countText(template.count), count: Number(template.count) })}
          {` · ${t('{{count}} variations', { count: variations })}`}
        </span>
      )}
      {problems > 0 && <Chip tone="amber">{t('{{count}} problems', { count: problems })}</Chip>}
      {warnings > 0 && problems === 0 && <Chip tone="amber">{t('{{count}} warnings', { count: warnings })}</Chip>}
      {template.combinations !== null && problems === 0 && template.combinations !== template.count && (
        <span className="truncate text-ink-3">
          {t('of {{combinations}}', { combinations: countText(template.combinations) })}
        </span>
      )}
    </p>
  )
}

function FirstPrompts({ template }: { readonly template: ListedTemplate }) {
  if (template.error) return <p className="line-clamp-6 text-amber-text">{template.error.message}</p>
  return template.prompts.map((prompt, index) => (
    <p key={index} className={classNames('shrink-0', index === 0 ? 'line-clamp-4' : 'line-clamp-2 text-ink-3')}>
      “{prompt}”
    </p>
  ))
}
