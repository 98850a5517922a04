import { useEffect, useState } from 'react'
import type { GalleryFacet, GalleryFilter } from '../../../common/contract.ts'
import { useHost } from '../../host/use-host.tsx'
import { useText } from '../../text/translate.ts'
import { classNames } from '../../ui/class-names.ts'

type Chosen = NonNullable<GalleryFilter['values']>
type Props = {
  readonly burstId: string
  readonly chosen: Chosen
  readonly onChange: (values: Chosen | undefined) => void
}

/** So many are shown of each placeholder until somebody wants more. */
const FIRST = 8

/** What the placeholders of a session became: of one any of those chosen, of several all. */
export function FacetChips({ burstId, chosen, onChange }: Props) {
  const t = useText()
  const facets = useFacets(burstId)
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  if (facets.length === 0) return null
  const isChosen = (name: string, value: string) => chosen.some(one => one.name === name && one.value === value)
  const toggle = (name: string, value: string) => {
    const others = chosen.filter(one => one.name !== name || one.value !== value)
    const next = isChosen(name, value) ? others : [...chosen, { name, value }]
    onChange(next.length === 0 ? undefined : next)
  }
  return (
    <div className="flex flex-col gap-1.5">
      {facets.map(({ name, values }) => (
        <div key={name} role="group" aria-label={name} className="flex flex-wrap items-center gap-1.5">
          <span className="w-28 shrink-0 truncate text-label font-medium tracking-wide text-ink-3 uppercase">
            {name}
          </span>
          {values.slice(0, opened.has(name) ? undefined : FIRST).map(({ value, count }) => (
            <button
              key={value}
              type="button"
              aria-pressed={isChosen(name, value)}
              onClick={() => toggle(name, value)}
              className={classNames(
                'inline-flex h-6 max-w-64 items-center gap-1.5 rounded-chip px-2.5 text-small',
                isChosen(name, value) ? 'bg-accent text-on-accent' : 'bg-hover text-ink hover:bg-selected',
              )}
            >
              <span className="truncate">{value}</span>
              <span className={isChosen(name, value) ? '' : 'text-ink-2'}>{count}</span>
            </button>
          ))}
          {values.length > FIRST && !opened.has(name) && (
            <button
              type="button"
              onClick={() => setOpened(before => new Set(before).add(name))}
              className="h-6 rounded-chip px-2 text-small text-ink-2 hover:text-ink"
            >
              {t('{{count}} more', { count: values.length - FIRST })}
            </button>
          )}
        </div>
      ))}
    </div>
  )
}

function useFacets(burstId: string): readonly GalleryFacet[] {
  const { api } = useHost()
  const [known, setKnown] = useState<{ burstId: string; facets: readonly GalleryFacet[] } | null>(null)
  useEffect(() => {
    let here = true
    void api.call('gallery.facets', { burstId }).then(
      facets => here && setKnown({ burstId, facets }),
      () => undefined,
    )
    return () => {
      here = false
    }
  }, [api, burstId])
  return known?.burstId === burstId ? known.facets : []
}
