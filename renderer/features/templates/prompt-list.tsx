import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { ExpandResult, TemplatePreview } from '../../../common/contract.ts'
import { useText } from '../../text/translate.ts'
import { classNames } from '../../ui/class-names.ts'
import { countText } from './count-text.ts'
import { tinted } from './tinted.ts'
import { TINTS } from './tints.ts'
import { usePrompts } from './use-prompts.ts'

const ROW_PX = 76
/** Browsers draw nothing below some 17 million pixels; nobody scrolls as far. */
const MAX_ROWS = 200_000

/** Every prompt that the template makes; those out of sight are not in the document and not even asked for. */
export function PromptList({ template, preview }: { readonly template: string; readonly preview: TemplatePreview }) {
  const t = useText()
  const count = Math.min(Number(preview.count ?? 0), MAX_ROWS)
  const promptAt = usePrompts(template, preview)
  const scroll = useRef<HTMLDivElement>(null)
  const names = preview.variations.map(({ name }) => name)
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 4,
  })
  return (
    <section aria-label={t('Prompts')} className="min-w-0 rounded-card border border-line bg-surface">
      <h2 className="flex h-10 items-center gap-2 border-b border-line px-4 font-semibold">
        {t('{{number}} prompts', { number: countText(preview.count ?? 0), count })}
        {preview.combinations !== null && preview.combinations !== preview.count && (
          <span className="font-normal text-ink-2">
            {t('of {{combinations}} combinations', { combinations: countText(preview.combinations) })}
          </span>
        )}
        {Number(preview.count ?? 0) > MAX_ROWS && (
          <span className="ml-auto font-normal text-ink-2">
            {t('The first {{number}} are listed', { number: countText(MAX_ROWS) })}
          </span>
        )}
      </h2>
      <div ref={scroll} tabIndex={0} aria-label={t('Prompts')} role="region" className="h-[64vh] overflow-y-auto">
        <ol className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start }) => (
            <li
              key={key}
              aria-setsize={count}
              aria-posinset={index + 1}
              className="absolute inset-x-0 flex gap-3 border-b border-line px-4 py-2"
              style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
            >
              <PromptRow prompt={promptAt(index)} number={index + 1} names={names} />
            </li>
          ))}
        </ol>
      </div>
    </section>
  )
}

type RowProps = {
  readonly prompt: ExpandResult['prompts'][number] | undefined
  readonly number: number
  readonly names: readonly string[]
}

function PromptRow({ prompt, number, names }: RowProps) {
  const t = useText()
  return (
    <>
      <span className="w-10 shrink-0 text-right text-small text-ink-3">{number}</span>
      {prompt && (
        <span className="min-w-0 flex-1">
          <span className="line-clamp-2 text-small">
            {tinted(prompt.prompt, prompt.variations, names).map(({ text, name }, index) =>
              name === null ? (
                text
              ) : (
                <mark
                  key={index}
                  title={names[name] ?? ''}
                  className={classNames('rounded-control px-0.5', TINTS[name % TINTS.length])}
                >
                  {text}
                </mark>
              ),
            )}
          </span>
          <span className="block truncate font-mono text-label text-ink-3">
            {prompt.seed === -1 ? t('seed drawn when it is made') : t('seed {{seed}}', { seed: prompt.seed })} ·{' '}
            {prompt.filename}
          </span>
        </span>
      )}
    </>
  )
}
