import { describe, expect, it } from 'vitest'
import { windowOptions } from './window-options.ts'
import { placeOf } from './window-place.ts'

describe('the window', () => {
  it('has a page with nothing but the bridge', () => {
    const { webPreferences, show } = windowOptions('/app/preload.cjs', { width: 1, height: 1 }, true)
    expect(show).toBe(false)
    expect(webPreferences).toMatchObject({
      preload: '/app/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      enableBlinkFeatures: '',
    })
  })

  const laptop = { x: 0, y: 0, width: 1440, height: 900 }
  const beside = { x: 1440, y: 0, width: 2560, height: 1440 }

  it('opens where it was while that is in sight', () => {
    const was = { x: 1500, y: 100, width: 1200, height: 800 }
    expect(placeOf(was, [laptop, beside])).toEqual(was)
    expect(placeOf(was, [laptop])).toEqual({ width: 1280, height: 860 })
  })

  it.each([
    ['above every display', { x: 0, y: -500, width: 1200, height: 800 }],
    ['with a sliver in sight', { x: 1400, y: 0, width: 1200, height: 800 }],
    ['below', { x: 0, y: 890, width: 1200, height: 800 }],
    ['from a file that somebody changed', { x: 'left', width: -1 }],
    ['never', undefined],
  ])('opens in the middle where it was %s', (_, was) => {
    expect(placeOf(was, [laptop])).toEqual({ width: 1280, height: 860 })
  })

  it('is no larger than the display', () => {
    expect(placeOf(undefined, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700 })
  })
})
