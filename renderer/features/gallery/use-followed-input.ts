import { useCallback, useEffect, useRef } from 'react'

/**
 * A field whose text lives elsewhere and comes back later than it is typed: it keeps what is typed meanwhile, and shows what
 * comes from anybody else.
 */
export function useFollowedInput(text: string, onChange: (text: string) => void) {
  const field = useRef<HTMLInputElement>(null)
  /** What was typed and has not come back yet, behind what came back last. */
  const typed = useRef([text])
  useEffect(() => {
    const at = typed.current.indexOf(text)
    if (at === -1 && field.current) field.current.value = text
    typed.current = at === -1 ? [text] : typed.current.slice(at)
  }, [text])
  const change = useCallback(
    (wanted: string) => {
      typed.current.push(wanted)
      onChange(wanted)
    },
    [onChange],
  )
  return { field, change }
}
