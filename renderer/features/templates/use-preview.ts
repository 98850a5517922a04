import { useEffect, useState } from 'react'
import type { TemplatePreview } from '../../../common/contract.ts'
import type { Problem } from '../../../common/errors.ts'
import { useHost } from '../../host/use-host.tsx'
import { problemOf } from '../../state/problem-of.ts'

/** The first prompts of a template and everything that is known of it; null until it was read. A new version is read again. */
export function usePreview(template: string, limit: number, version: string | null) {
  const { api } = useHost()
  const [preview, setPreview] = useState<TemplatePreview | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    const input = { template, options: {}, offset: 0, limit }
    void api.call('templates.preview', input, leaving.signal).then(
      found => {
        if (leaving.signal.aborted) return
        setPreview(found)
        setProblem(null)
      },
      error => !leaving.signal.aborted && setProblem(problemOf(error)),
    )
    return () => leaving.abort()
  }, [api, template, limit, version])
  return { preview, problem }
}
