import { Link } from 'react-router'
import type { TemplateEntry, TemplatePreview } from '../../../common/contract.ts'
import { paths } from '../../app/paths.ts'
import { useText } from '../../text/translate.ts'
import { classNames } from '../../ui/class-names.ts'
import { Chip } from '../../ui/chip.tsx'
import { CardPictures } from './card-pictures.tsx'
import { countText } from './count-text.ts'
import { usePreview } from './use-preview.ts'

/** As many first prompts as fit on a card. */
const SHOWN = 3

export function TemplateCard({ template }: { readonly template: TemplateEntry }) {
  const { preview } = usePreview(template.path, SHOWN)
  return (
    <li className="relative flex h-64 flex-col overflow-hidden rounded-card border border-line bg-surface transition-colors duration-[120ms] focus-within:border-accent hover:border-line-strong">
      <CardPictures template={template.path} fallback={<FirstPrompts preview={preview} />} />
      <div className="flex flex-col gap-1 border-t border-line px-4 py-3">
        <h2 className="truncate text-body font-semibold">
          <Link to={paths.template(template.path)} className="outline-none after:absolute after:inset-0">
            {template.name}
          </Link>
        </h2>
        <CardLine template={template} preview={preview} />
      </div>
    </li>
  )
}

function CardLine({
  template,
  preview,
}: {
  readonly template: TemplateEntry
  readonly preview: TemplatePreview | null
}) {
  const t = useText()
  const problems = preview?.problems.length ?? (template.valid ? 0 : 1)
  const warnings = preview?.warnings.length ?? 0
  const variations = preview?.variations.length ?? null
  return (
    <p className="flex h-5 items-center gap-2 truncate text-small text-ink-2">
      {template.count !== null && problems === 0 && (
        <span>
          {t('{{number}} prompts', { number: countText(template.count), count: Number(template.count) })}
          {variations !== null && ` · ${t('{{count}} variations', { count: variations })}`}
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

function FirstPrompts({ preview }: { readonly preview: TemplatePreview | null }) {
  const [problem] = preview?.problems ?? []
  if (problem) return <p className="line-clamp-6 text-amber-text">{problem.message}</p>
  return (preview?.prompts ?? []).map(({ id, prompt }, index) => (
    <p key={id} className={classNames('shrink-0', index === 0 ? 'line-clamp-4' : 'line-clamp-2 text-ink-3')}>
      “{prompt}”
    </p>
  ))
}
