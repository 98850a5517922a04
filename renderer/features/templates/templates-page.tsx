import { FolderOpen, LayoutGrid } from 'lucide-react'
import { useRef } from 'react'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useBestOffer } from './card-estimate.tsx'
import { TemplateCard } from './template-card.tsx'
import { useAddTemplates } from './use-add-templates.ts'

export function TemplatesPage() {
  const t = useText()
  const templates = useStore(state => state.templates)
  const best = useBestOffer()
  return (
    <Page title={t('Templates')} actions={<AddButton />}>
      {templates === null && <SkeletonCards />}
      {templates?.length === 0 && (
        <EmptyState icon={LayoutGrid} title={t('No templates here')} action={<AddButton />}>
          {t('Drop a .prompt.yaml file or a folder of them anywhere in this window.')}
        </EmptyState>
      )}
      {templates !== null && templates.length > 0 && (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(280px,1fr))] gap-4">
          {templates.map(template => (
            <TemplateCard key={template.path} template={template} best={best} />
          ))}
        </ul>
      )}
    </Page>
  )
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
