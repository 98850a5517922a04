import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { ListedModel } from '../../../common/models/model.ts'
import { useText } from '../../text/translate.ts'
import { Chip } from '../../ui/chip.tsx'
import { sizeText } from '../../ui/size-text.ts'

const ROW_PX = 48
/** So much of a hash tells models of a library apart. */
const SHOWN_OF_HASH = 10

const FAMILIES: Readonly<Record<NonNullable<ListedModel['base']>, string>> = {
  sd15: 'SD 1.5',
  sd21: 'SD 2.1',
  sdxl: 'SDXL',
  sd3: 'SD 3',
  flux: 'Flux',
}

/** Those out of sight are not in the document. */
export function ModelList({ models, all }: { readonly models: readonly ListedModel[]; readonly all: number }) {
  const t = useText()
  const scroll = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: models.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  })
  const total = models.reduce((sum, { bytes }) => sum + bytes, 0)
  return (
    <section aria-label={t('Library')} className="rounded-card border border-line bg-surface">
      <h2 className="flex h-10 items-center gap-2 border-b border-line px-4 font-semibold">
        {t('{{count}} models', { count: models.length })}
        <span className="font-normal text-ink-2">
          {models.length === all ? sizeText(total) : t('of {{all}}, {{size}}', { all, size: sizeText(total) })}
        </span>
      </h2>
      <div ref={scroll} tabIndex={0} role="region" aria-label={t('Library')} className="max-h-[62vh] overflow-y-auto">
        <ul className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start }) => (
            <li
              key={key}
              aria-setsize={models.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 flex items-center gap-3 border-b border-line px-4"
              style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
            >
              <ModelRow model={models[index]} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

function ModelRow({ model }: { readonly model: ListedModel | undefined }) {
  const t = useText()
  if (!model) return null
  const { file, name, bytes, sha256, kind, base, format, sources, instances } = model
  const cut = name.lastIndexOf('/') + 1
  return (
    <>
      <span className="min-w-0 flex-1 truncate" title={file}>
        <span className="text-ink-3">{name.slice(0, cut)}</span>
        <span className="font-medium">{name.slice(cut)}</span>
      </span>
      {format === 'pickle' && (
        <span title={t('A pickle may run code when it is loaded. It goes nowhere without your consent.')}>
          <Chip tone="amber">{t('may run code')}</Chip>
        </span>
      )}
      {instances.length > 0 && (
        <span title={instances.join(', ')}>
          <Chip tone="accent">{t('on {{count}} instances', { count: instances.length })}</Chip>
        </span>
      )}
      <SourceChip sources={sources} />
      {base !== null && <Chip>{FAMILIES[base]}</Chip>}
      <span className="w-28 shrink-0 text-ink-2">{t(kind)}</span>
      <span className="w-24 shrink-0 font-mono text-label text-ink-3" title={sha256}>
        {sha256.slice(0, SHOWN_OF_HASH)}
      </span>
      <span className="w-20 shrink-0 text-right">{sizeText(bytes)}</span>
    </>
  )
}

/** Where an instance fetches it by itself; without a source it takes the home line. */
function SourceChip({ sources }: { readonly sources: readonly string[] }) {
  const t = useText()
  const [first] = sources
  if (first === undefined) return null
  const site = first.startsWith('hf:')
    ? 'Hugging Face'
    : first.includes('civitai')
      ? 'Civitai'
      : (URL.parse(first)?.host ?? first)
  return (
    <span title={t('Instances fetch it by themselves from {{sources}}', { sources: sources.join(', ') })}>
      <Chip>{site}</Chip>
    </span>
  )
}
