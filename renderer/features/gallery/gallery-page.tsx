import { Images } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { Link } from 'react-router'
import type { GalleryPicture, PictureMark } from '../../../common/contract.ts'
import { paths } from '../../app/paths.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { CompareView } from './compare-view.tsx'
import { FacetChips } from './facet-chips.tsx'
import { GalleryGrid } from './gallery-grid.tsx'
import { GalleryToolbar, SIZES } from './gallery-toolbar.tsx'
import { useGalleryKeys } from './gallery-keys.ts'
import { PicturePanel } from './picture-panel.tsx'
import { RejectsBar } from './rejects-bar.tsx'
import { useFilter } from './use-filter.ts'
import { useGallery } from './use-gallery.ts'

/** The pictures of all sessions: to find, to look at, to keep and to turn down. */
export function GalleryPage() {
  const t = useText()
  const { filter, change } = useFilter()
  const { total, upTo, problem, pictureAt, mark, again } = useGallery(filter)
  const [size, setSize] = useState<number>(SIZES.usual)
  const [place, setPlace] = useState<number | null>(null)
  const [compared, setCompared] = useState<GalleryPicture | null>(null)
  const [opened, setOpened] = useState<readonly GalleryPicture[] | null>(null)
  const [columns, setColumns] = useState(1)
  const burst = useStore(state => (filter.burstId === undefined ? undefined : state.bursts?.[filter.burstId]))
  const later = useLater(upTo)
  const looked = place !== null && total !== null && place < total ? pictureAt(place) : undefined

  const isAllRejected = filter.mark === 'reject' && filter.text === undefined && filter.values === undefined

  const open = useCallback(
    (at: number) => {
      setPlace(at)
      const picture = pictureAt(at)
      if (picture) setOpened([picture])
    },
    [pictureAt],
  )
  const compare = useCallback(() => {
    if (!looked) return
    if (compared === null) return setCompared(looked)
    if (compared.seq !== looked.seq) setOpened([compared, looked])
    setCompared(null)
  }, [compared, looked])
  const markLooked = useCallback(
    (wanted: PictureMark) => looked && mark(looked, looked.mark === wanted ? null : wanted),
    [looked, mark],
  )
  useGalleryKeys(
    useMemo(
      () => ({
        columns,
        step: places =>
          setPlace(before => (total === null || total === 0 ? null : within((before ?? -1) + places, total))),
        star: () => markLooked('star'),
        reject: () => markLooked('reject'),
        compare,
        open: () => place !== null && open(place),
      }),
      [columns, compare, markLooked, open, place, total],
    ),
  )

  return (
    <Page title={t('Gallery')}>
      <GalleryToolbar filter={filter} onChange={change} size={size} onSize={setSize} />
      {filter.burstId !== undefined && (
        <FacetChips burstId={filter.burstId} chosen={filter.values ?? []} onChange={values => change({ values })} />
      )}
      {problem && <ProblemNote problem={problem} />}
      {burst && isAllRejected && <RejectsBar burst={burst} count={total ?? 0} />}
      <p role="status" className="flex flex-wrap items-center gap-3 text-ink-2">
        {total !== null && total > 0 && t('{{count}} pictures', { count: total })}
        {compared && (
          <span className="text-accent-text">
            {t('{{file}} is held: choose another one and press C', { file: compared.file })}
          </span>
        )}
        {later > 0 && (
          <Button onClick={again}>{t('{{count}} pictures came home meanwhile: show them', { count: later })}</Button>
        )}
      </p>
      {total === null && !problem && <Skeleton className="h-96" />}
      {total === 0 && <NothingFound isFiltered={Object.keys(filter).some(key => key !== 'mark')} />}
      {total !== null && total > 0 && (
        <div className="grid items-start gap-4 min-[1000px]:grid-cols-[minmax(0,1fr)_320px]">
          <GalleryGrid {...{ total, pictureAt, size, place }} onPlace={setPlace} onOpen={open} onColumns={setColumns} />
          {looked && place !== null ? (
            <PicturePanel
              picture={looked}
              isCompared={compared?.seq === looked.seq}
              onMark={wanted => mark(looked, wanted)}
              onCompare={compare}
              onOpen={() => open(place)}
            />
          ) : (
            <p className="rounded-card border border-line p-4 text-ink-2 max-[999px]:hidden">
              {t('Choose a picture. J and K go on and back, S stars, X rejects, C compares two, Enter opens.')}
            </p>
          )}
        </div>
      )}
      {opened && <CompareView pictures={opened} onClose={() => setOpened(null)} />}
    </Page>
  )
}

/** How many came home since the pictures were asked for. */
function useLater(upTo: number): number {
  const home = useStore(state =>
    Object.values(state.bursts ?? {}).reduce((sum, { images }) => sum + images.collected, 0),
  )
  const [asked, setAsked] = useState({ upTo, home })
  if (asked.upTo !== upTo) setAsked({ upTo, home })
  return asked.upTo === upTo ? Math.max(0, home - asked.home) : 0
}

function NothingFound({ isFiltered }: { readonly isFiltered: boolean }) {
  const t = useText()
  return isFiltered ? (
    <EmptyState icon={Images} title={t('No picture is like that')}>
      {t('Take something back: a word, a value, or the session.')}
    </EmptyState>
  ) : (
    <EmptyState icon={Images} title={t('No pictures yet')}>
      <span className="flex flex-col items-center gap-3">
        {t('Every picture that a burst brings home is here, with its prompt, its seed and what it cost.')}
        <Link to={paths.templates} className={buttonLook('primary')}>
          {t('Choose a template')}
        </Link>
      </span>
    </EmptyState>
  )
}

function within(place: number, total: number): number {
  return Math.max(0, Math.min(total - 1, place))
}
