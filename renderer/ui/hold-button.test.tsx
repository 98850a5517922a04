import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HOLD_MS, HoldButton } from './hold-button.tsx'

let held: number

beforeEach(() => {
  vi.useFakeTimers()
  held = 0
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

function draw(disabled = false) {
  const view = render(
    <HoldButton label="Kill all" disabled={disabled} onHeld={() => (held += 1)}>
      KILL ALL
    </HoldButton>,
  )
  return { ...view, button: screen.getByRole('button', { name: 'Kill all' }) }
}

const LONG_ENOUGH = HOLD_MS + 200

describe.each([
  ['mouse', { down: 'pointerDown', up: 'pointerUp', options: { button: 0 } }],
  ['key', { down: 'keyDown', up: 'keyUp', options: { key: ' ' } }],
] as const)('held by %s', (_, { down, up, options }) => {
  it('acts once after a second', () => {
    const { button } = draw()
    fireEvent[down](button, options)
    vi.advanceTimersByTime(HOLD_MS - 1)
    expect(held).toBe(0)
    vi.advanceTimersByTime(LONG_ENOUGH)
    expect(held).toBe(1)
    vi.advanceTimersByTime(10 * LONG_ENOUGH)
    expect(held).toBe(1)
  })

  it('does nothing when it is let go early, and begins anew afterwards', () => {
    const { button } = draw()
    for (let press = 0; press < 5; press++) {
      fireEvent[down](button, options)
      vi.advanceTimersByTime(HOLD_MS * 0.9)
      fireEvent[up](button, options)
    }
    vi.advanceTimersByTime(LONG_ENOUGH)
    expect(held).toBe(0)
  })

  it('still hears a release that comes with the second’s end', () => {
    const { button } = draw()
    fireEvent[down](button, options)
    vi.advanceTimersByTime(HOLD_MS)
    fireEvent[up](button, options)
    vi.advanceTimersByTime(LONG_ENOUGH)
    expect(held).toBe(0)
  })

  it('does nothing while it is disabled', () => {
    const { button } = draw(true)
    fireEvent[down](button, options)
    vi.advanceTimersByTime(LONG_ENOUGH)
    expect(held).toBe(0)
  })
})

describe('the red button', () => {
  it.each(['pointerLeave', 'pointerCancel', 'blur'] as const)('is let go by %s', event => {
    const { button } = draw()
    fireEvent.pointerDown(button, { button: 0 })
    fireEvent[event](button)
    vi.advanceTimersByTime(LONG_ENOUGH)
    expect(held).toBe(0)
  })

  it('is not pressed by other buttons, other keys, or a click', () => {
    const { button } = draw()
    fireEvent.pointerDown(button, { button: 2 })
    fireEvent.keyDown(button, { key: 'a' })
    fireEvent.click(button)
    vi.advanceTimersByTime(LONG_ENOUGH)
    expect(held).toBe(0)
  })

  it('does not act after it was taken off the page', () => {
    const { button, unmount } = draw()
    fireEvent.pointerDown(button, { button: 0 })
    unmount()
    vi.advanceTimersByTime(LONG_ENOUGH)
    expect(held).toBe(0)
  })
})
