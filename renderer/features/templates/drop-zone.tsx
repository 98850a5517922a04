import { FileDown, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { droppedFiles } from './dropped-files.ts'
import { useAddTemplates } from './use-add-templates.ts'

/** The whole window takes templates. */
export function DropZone() {
  const t = useText()
  const { add, problems, forget } = useAddTemplates()
  const count = useDrop(transfer => void droppedFiles(transfer).then(add))
  return (
    <>
      {count !== null && (
        <div className="pointer-events-none fixed inset-2 z-50 grid place-items-center rounded-card border-2 border-dashed border-accent bg-paper/80">
          <p className="flex items-center gap-3 text-title font-semibold">
            <FileDown size={24} className="text-accent-text" aria-hidden />
            {t('Drop to add {{count}} files', { count })}
          </p>
        </div>
      )}
      {problems.length > 0 && (
        <section
          aria-label={t('What was not added')}
          className="fixed right-3 bottom-9 z-40 flex max-h-96 w-[26rem] flex-col gap-2 overflow-y-auto rounded-card border border-line bg-surface p-3 shadow-popover"
        >
          <div className="flex items-center">
            <h2 className="flex-1 font-semibold">{t('Not everything was added')}</h2>
            <Button kind="quiet" aria-label={t('Close')} onClick={forget}>
              <X size={16} aria-hidden />
            </Button>
          </div>
          {problems.map(problem => (
            <ProblemNote key={`${problem.file} ${problem.message}`} problem={problem} />
          ))}
        </section>
      )}
    </>
  )
}

/** How many files hover over the window; null while none do. */
function useDrop(onDrop: (transfer: DataTransfer) => void): number | null {
  const [count, setCount] = useState<number | null>(null)
  const latest = useRef(onDrop)
  useEffect(() => {
    latest.current = onDrop
  })
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      setCount(event.dataTransfer.items.length)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setCount(null)
    }
    const drop = (event: DragEvent) => {
      setCount(null)
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      latest.current(event.dataTransfer)
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [])
  return count
}
