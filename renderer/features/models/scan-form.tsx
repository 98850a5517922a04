import { RefreshCw } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useHost } from '../../host/use-host.tsx'
import { useAction } from '../../state/use-action.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'

/** Looks through a folder, or through all that are known where none is named. */
export function ScanForm() {
  const t = useText()
  const { api } = useHost()
  const [folder, setFolder] = useState('')
  const known = useStore(state => state.modelFolders.length > 0)
  const scanning = useStore(state => state.modelScan !== null)
  const { run, busy, problem } = useAction(async () => {
    await api.call('models.scan', folder.trim() === '' ? {} : { dir: folder.trim() })
    setFolder('')
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    run()
  }
  return (
    <form onSubmit={onSubmit} className="flex flex-col items-end gap-2">
      <span className="flex gap-2">
        <input
          value={folder}
          aria-label={t('Folder of models')}
          placeholder={t('/home/me/ComfyUI/models')}
          onChange={({ target }) => setFolder(target.value)}
          className="h-8 w-72 rounded-control border border-line-strong bg-paper px-2 font-mono text-small placeholder:text-ink-3"
        />
        <Button type="submit" disabled={busy || scanning || (folder.trim() === '' && !known)}>
          <RefreshCw size={15} aria-hidden />
          {folder.trim() === '' && known ? t('Scan again') : t('Scan folder')}
        </Button>
      </span>
      {problem && <ProblemNote problem={problem} />}
    </form>
  )
}
