import { useState } from 'react'
import type { Problem } from '../../common/errors.ts'
import { problemOf } from './problem-of.ts'

/** Something a button does: whether it is under way, and what went wrong the last time. */
export function useAction<A extends readonly unknown[]>(act: (...args: A) => Promise<unknown>) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  async function run(...args: A): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      await act(...args)
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return { run: (...args: A) => void run(...args), busy, problem }
}
