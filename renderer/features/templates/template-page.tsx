import { useSearchParams } from 'react-router'
import { useStore } from '../../state/store.ts'
import { versionOf } from '../../state/templates-slice.ts'
import { useText } from '../../text/translate.ts'
import { Page } from '../../ui/page.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { PromptList } from './prompt-list.tsx'
import { SourceView } from './source-view.tsx'
import { StartPanel } from './start-panel.tsx'
import { usePreview } from './use-preview.ts'
import { VariationList } from './variation-list.tsx'
import { WorkflowPlaces } from './workflow-places.tsx'

/** A template whole: its text with what is wrong in place, what it makes, and the button that makes it. */
export function TemplatePage() {
  const t = useText()
  const [search] = useSearchParams()
  const path = search.get('path') ?? ''
  const version = useStore(state => versionOf(state.templates, path))
  const { preview, problem } = usePreview(path, 1, version)
  return (
    <Page title={preview?.name ?? t('Template')}>
      {problem && <ProblemNote problem={problem} />}
      {!preview && !problem && <Skeleton className="h-96" />}
      {preview && (
        <div className="grid items-start gap-5 min-[1100px]:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_300px]">
          <SourceView path={path} preview={preview} version={version} />
          <PromptList template={path} preview={preview} />
          <div className="flex flex-col gap-5">
            <StartPanel template={path} preview={preview} />
            <WorkflowPlaces places={preview.places} />
            <VariationList preview={preview} />
          </div>
        </div>
      )}
    </Page>
  )
}
