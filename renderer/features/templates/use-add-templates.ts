import { useState } from 'react'
import { useNavigate } from 'react-router'
import { paths } from '../../app/paths.ts'
import type { Problem } from '../../../common/errors.ts'
import type { DroppedFile } from '../../host/host.ts'
import { useHost } from '../../host/use-host.tsx'
import { problemOf } from '../../state/problem-of.ts'

/** Takes templates in and shows what came of it: one is opened, several are listed. */
export function useAddTemplates() {
  const host = useHost()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const [problems, setProblems] = useState<readonly Problem[]>([])

  async function take(files: readonly DroppedFile[]): Promise<void> {
    setBusy(true)
    try {
      const { added, problems: refused } = await host.addTemplates(files)
      setProblems(refused)
      const [first, ...others] = added
      if (first !== undefined) await navigate(others.length > 0 ? paths.templates : paths.template(first))
    } catch (error) {
      setProblems([problemOf(error)])
    } finally {
      setBusy(false)
    }
  }

  return { add: (files: readonly DroppedFile[]) => void take(files), busy, problems, forget: () => setProblems([]) }
}
