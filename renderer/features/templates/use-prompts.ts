import { useCallback, useEffect, useRef, useState } from 'react'
import type { ExpandResult } from '../../../common/contract.ts'
import { useHost } from '../../host/use-host.tsx'

const BLOCK = 100

type Prompt = ExpandResult['prompts'][number]

/** The prompts of a template by their place; what is not known yet is asked for when it is looked at. */
export function usePrompts(template: string, version: unknown) {
  const { api } = useHost()
  const blocks = useRef(new Map<number, readonly Prompt[]>())
  const asked = useRef(new Set<number>())
  const [, redraw] = useState(0)

  useEffect(() => {
    blocks.current = new Map()
    asked.current = new Set()
    redraw(count => count + 1)
  }, [template, version])

  return useCallback(
    (place: number): Prompt | undefined => {
      const block = Math.floor(place / BLOCK)
      if (!asked.current.has(block)) {
        asked.current.add(block)
        const mine = blocks.current
        void api.call('templates.preview', { template, options: {}, offset: block * BLOCK, limit: BLOCK }).then(
          ({ prompts }) => {
            mine.set(block, prompts)
            redraw(count => count + 1)
          },
          () => asked.current.delete(block),
        )
      }
      return blocks.current.get(block)?.[place % BLOCK]
    },
    [api, template],
  )
}
