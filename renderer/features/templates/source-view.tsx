import { useEffect, useState } from 'react'
import type { TemplatePreview } from '../../../common/contract.ts'
import type { Problem } from '../../../common/errors.ts'
import { useHost } from '../../host/use-host.tsx'
import { useText } from '../../text/translate.ts'
import { classNames } from '../../ui/class-names.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'

type Props = { readonly path: string; readonly preview: TemplatePreview; readonly version: string | null }

/** The template's text with each problem and warning under the line that it is about. */
export function SourceView({ path, preview, version }: Props) {
  const t = useText()
  const text = useSource(preview.path, version)
  const notes = [
    ...preview.problems.map(problem => ({ problem, tone: 'problem' as const })),
    ...preview.warnings.map(problem => ({ problem, tone: 'warning' as const })),
  ]
  const here = notes.filter(({ problem }) => text !== null && isAbout(problem, path))
  const elsewhere = notes.filter(note => !here.includes(note))
  return (
    <section aria-label={t('Text of the template')} className="flex min-w-0 flex-col gap-3">
      {elsewhere.map(({ problem, tone }) => (
        <ProblemNote key={noteKey(problem)} problem={problem} tone={tone} />
      ))}
      {text !== null && (
        <ol
          tabIndex={0}
          aria-label={t('Lines')}
          className="max-h-[70vh] overflow-auto rounded-card border border-line bg-surface py-2 font-mono text-small"
        >
          {text.split('\n').map((line, index) => {
            const about = here.filter(({ problem }) => problem.line === index + 1)
            return (
              <li key={index}>
                <div className={classNames('flex px-3', about.length > 0 && 'bg-amber-soft')}>
                  <span aria-hidden className="w-8 shrink-0 pr-3 text-right text-ink-3 select-none">
                    {index + 1}
                  </span>
                  <code className="whitespace-pre">{line === '' ? ' ' : line}</code>
                </div>
                {about.map(({ problem, tone }) => (
                  <div key={noteKey(problem)} className="my-1 mr-3 ml-11 font-sans">
                    <ProblemNote problem={problem} tone={tone} />
                  </div>
                ))}
              </li>
            )
          })}
        </ol>
      )}
    </section>
  )
}

function isAbout({ file, line }: Problem, path: string): boolean {
  return line !== undefined && file !== undefined && sameFile(file, path)
}

function sameFile(a: string, b: string): boolean {
  return a.replaceAll('\\', '/') === b.replaceAll('\\', '/')
}

function noteKey({ code, message, line, column }: Problem): string {
  return `${code} ${line} ${column} ${message}`
}

/** Null until it was read, and where it cannot be. */
function useSource(path: string, version: string | null): string | null {
  const { api } = useHost()
  const [text, setText] = useState<string | null>(null)
  useEffect(() => {
    let here = true
    void api.call('templates.source', { path }).then(
      found => here && setText(found.text),
      () => here && setText(null),
    )
    return () => {
      here = false
    }
  }, [api, path, version])
  return text
}
