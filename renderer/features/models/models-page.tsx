import { Box } from 'lucide-react'
import { useState } from 'react'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { matching } from './matching.ts'
import { ModelList } from './model-list.tsx'
import { ScanForm } from './scan-form.tsx'
import { ScanState } from './scan-state.tsx'

/** The models of this computer: what they are is read from the files, not from their names. */
export function ModelsPage() {
  const t = useText()
  const models = useStore(state => state.models)
  const [wanted, setWanted] = useState('')
  const shown = matching(models ?? [], wanted)
  return (
    <Page title={t('Models')} actions={<ScanForm />}>
      <ScanState />
      {models === null && <Skeleton className="h-80" />}
      {models?.length === 0 && (
        <EmptyState icon={Box} title={t('No models are known')}>
          {t('Name the folder that holds your checkpoints and LoRAs, as ComfyUI or the WebUI has it, and scan it.')}
        </EmptyState>
      )}
      {models !== null && models.length > 0 && (
        <>
          <input
            type="search"
            value={wanted}
            aria-label={t('Search models')}
            placeholder={t('Search by name, kind, family or hash')}
            onChange={({ target }) => setWanted(target.value)}
            className="h-8 w-full max-w-96 rounded-control border border-line-strong bg-paper px-2 placeholder:text-ink-3"
          />
          <ModelList models={shown} all={models.length} />
        </>
      )}
    </Page>
  )
}
