import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { GalleryFilter } from '../../../common/contract.ts'

export type MarkFilter = 'all' | NonNullable<GalleryFilter['mark']>
export const MARK_FILTERS: readonly MarkFilter[] = ['not-rejected', 'star', 'reject', 'none', 'all']

export type FilterChange = Partial<Omit<GalleryFilter, 'mark'>> & { readonly mark?: MarkFilter | undefined }

/** Chips of the address: a name and a value, which may have anything in them. */
const VALUE = 'v'

/** What is looked for, in the address: it can be kept, sent to oneself, and gone back to. */
export function useFilter() {
  const [search, setSearch] = useSearchParams()
  const filter = useMemo(() => filterOf(search), [search])
  const change = useCallback(
    (wanted: FilterChange) => setSearch(before => addressOf({ ...filterOf(before), ...wanted }), { replace: true }),
    [setSearch],
  )
  return { filter, change }
}

function filterOf(search: URLSearchParams): GalleryFilter {
  const burstId = search.get('burst')
  const text = search.get('q')
  const mark = (search.get('mark') ?? 'not-rejected') as MarkFilter
  const values = search.getAll(VALUE).flatMap(valueOf)
  return {
    ...(burstId === null ? {} : { burstId }),
    ...(text === null ? {} : { text }),
    ...(values.length === 0 ? {} : { values }),
    ...(mark === 'all' || !MARK_FILTERS.includes(mark) ? {} : { mark }),
  }
}

function addressOf({ burstId, text, values = [], mark = 'all' }: FilterChange): URLSearchParams {
  const search = new URLSearchParams()
  if (burstId !== undefined) search.set('burst', burstId)
  if (text !== undefined && text !== '') search.set('q', text)
  for (const { name, value } of values) search.append(VALUE, JSON.stringify([name, value]))
  if (mark !== 'not-rejected') search.set('mark', mark)
  return search
}

function valueOf(text: string): { name: string; value: string }[] {
  try {
    const [name, value] = JSON.parse(text) as unknown[]
    return typeof name === 'string' && typeof value === 'string' ? [{ name, value }] : []
  } catch {
    return []
  }
}
