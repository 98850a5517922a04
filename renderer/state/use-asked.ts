import { useCallback, useEffect, useState } from 'react'
import type { Problem } from '../../common/errors.ts'
import { problemOf } from './problem-of.ts'

/** An answer that is read when the screen opens, and again when something was changed. */
export function useAsked<T>(ask: () => Promise<T>) {
  const [value, setValue] = useState<T | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const read = useCallback(async () => {
    try {
      setValue(await ask())
      setProblem(null)
    } catch (error) {
      setProblem(problemOf(error))
    }
  }, [ask])
  useEffect(() => void read(), [read])
  return { value, problem, again: read }
}
