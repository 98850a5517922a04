import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { classNames } from './class-names.ts'

/** So long it must be held, by mouse, finger or key, ms. */
export const HOLD_MS = 1000
/** A release that waits behind a busy page must still be heard before anything is ended, ms. */
const HEAR_MS = 60

type Props = {
  readonly label: string
  readonly disabled?: boolean
  readonly className?: string
  readonly onHeld: () => void
  readonly children: ReactNode
}

/**
 * One deliberate act in place of a dialog: held for a second it fills from left to right and then acts; let go early,
 * it does nothing.
 */
export function HoldButton({ label, disabled = false, className, onHeld, children }: Props) {
  const [held, setHeld] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)

  function release() {
    if (timer.current !== null) clearTimeout(timer.current)
    timer.current = null
    setHeld(false)
  }

  function press() {
    if (disabled || timer.current !== null) return
    setHeld(true)
    const act = () => {
      release()
      onHeld()
    }
    timer.current = setTimeout(() => {
      timer.current = setTimeout(act, HEAR_MS)
    }, HOLD_MS)
  }

  function pressByKey(event: KeyboardEvent) {
    if (event.key !== ' ' && event.key !== 'Enter') return
    event.preventDefault()
    if (!event.repeat) press()
  }

  useEffect(() => release, [])

  return (
    <button
      type="button"
      aria-label={label}
      aria-disabled={disabled}
      data-held={held}
      onPointerDown={event => event.button === 0 && press()}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onKeyDown={pressByKey}
      onKeyUp={release}
      onBlur={release}
      onContextMenu={event => event.preventDefault()}
      className={classNames(
        'relative inline-flex touch-none items-center justify-center overflow-hidden whitespace-nowrap select-none',
        className,
      )}
    >
      <span
        aria-hidden
        className={classNames(
          'absolute inset-0 origin-left bg-current opacity-35 transition-transform ease-linear',
          held ? 'scale-x-100 duration-[1000ms]' : 'scale-x-0 duration-[120ms]',
        )}
      />
      <span className="relative inline-flex items-center gap-2">{children}</span>
    </button>
  )
}
