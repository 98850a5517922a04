import { useEffect, useState } from 'react'
import type { TemplatePreview } from '../../../common/contract.ts'
import type { Problem } from '../../../common/errors.ts'
import { useHost } from '../../host/use-host.tsx'
import { problemOf } from '../../state/problem-of.ts'

/** The first prompts of a template and everything that is known of it; null until it was read. */
export function usePreview(template: string, limit: number, again = 0) {
  const { api } = useHost()
  const [preview, setPreview] = useState<TemplatePreview | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    const input = { template, options: {}, offset: 0, limit }
    void api.call('templates.preview', input, leaving.signal).then(
      found => !leaving.signal.aborted && setPreview(found),
      error => !leaving.signal.aborted && setProblem(problemOf(error)),
    )
    return () => leaving.abort()
  }, [api, template, limit, again])
  return { preview, problem }
}
