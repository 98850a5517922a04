import { FolderOpen, LayoutGrid } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { ListedTemplate } from '../../../common/contract.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'
import { useBestOffer } from './card-estimate.tsx'
import { TemplateCard } from './template-card.tsx'
import { useAddTemplates } from './use-add-templates.ts'

/** px. */
const CARD = { width: 280, height: 256, gap: 16 } as const
/** With fewer nobody needs to search. */
const MANY = 24

export function TemplatesPage() {
  const t = useText()
  const templates = useStore(state => state.templates)
  const best = useBestOffer()
  const [wanted, setWanted] = useState('')
  const shown = useMemo(() => named(templates ?? [], wanted), [templates, wanted])
  return (
    <Page title={t('Templates')} actions={<AddButton />}>
      {templates === null && <SkeletonCards />}
      {templates?.length === 0 && (
        <EmptyState icon={LayoutGrid} title={t('No templates here')} action={<AddButton />}>
          {t('Drop a .prompt.yaml file or a folder of them anywhere in this window.')}
        </EmptyState>
      )}
      {templates !== null && templates.length > 0 && (
        <>
          {templates.length > MANY && <SearchField wanted={wanted} onWanted={setWanted} />}
          <VirtualGrid
            role="list"
            label={t('Templates')}
            count={shown.length}
            leastWidth={CARD.width}
            gap={CARD.gap}
            heightOf={() => CARD.height}
            keyOf={place => shown[place]?.path ?? place}
          >
            {place => {
              const template = shown[place]
              return template && <TemplateCard template={template} best={best} />
            }}
          </VirtualGrid>
          {shown.length === 0 && <p className="text-ink-2">{t('No template is called that.')}</p>}
        </>
      )}
    </Page>
  )
}

function SearchField({ wanted, onWanted }: { readonly wanted: string; readonly onWanted: (wanted: string) => void }) {
  const t = useText()
  return (
    <input
      type="search"
      value={wanted}
      aria-label={t('Search templates')}
      placeholder={t('Part of a name')}
      onChange={({ target }) => onWanted(target.value)}
      className="h-8 w-full max-w-96 rounded-control border border-line-strong bg-paper px-2 placeholder:text-ink-3"
    />
  )
}

function named(templates: readonly ListedTemplate[], wanted: string): readonly ListedTemplate[] {
  const part = wanted.trim().toLowerCase()
  return part === '' ? templates : templates.filter(({ name }) => name.toLowerCase().includes(part))
}

function AddButton() {
  const t = useText()
  const chooser = useRef<HTMLInputElement>(null)
  const { add, busy, problems } = useAddTemplates()
  return (
    <>
      <Button onClick={() => chooser.current?.click()} disabled={busy}>
        <FolderOpen size={15} aria-hidden />
        {t('Add a folder')}
      </Button>
      <input
        ref={chooser}
        type="file"
        hidden
        multiple
        aria-label={t('Folder of templates')}
        {...{ webkitdirectory: '' }}
        onChange={({ target }) =>
          add([...(target.files ?? [])].map(file => ({ name: file.webkitRelativePath || file.name, file })))
        }
      />
      {problems.map(problem => (
        <ProblemNote key={problem.message} problem={problem} />
      ))}
    </>
  )
}

function SkeletonCards() {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(280px,1fr))] gap-4">
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} className="h-64" />
      ))}
    </div>
  )
}
