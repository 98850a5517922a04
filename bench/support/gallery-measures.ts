import type { Page } from '@playwright/test'

/** Asks for a mark: until every picture in sight is drawn sharp, ms. */
export async function untilSharp(page: Page, act: () => Promise<void>): Promise<number> {
  const from = await page.evaluate(() => performance.now())
  await act()
  return await page.evaluate(async since => {
    const frame = async () => await new Promise(resolve => requestAnimationFrame(resolve))
    const inSight = () =>
      [...document.querySelectorAll<HTMLElement>('[role="group"][aria-label="Pictures"] > div > div')].filter(cell => {
        const { top, bottom } = cell.getBoundingClientRect()
        return bottom > 0 && top < innerHeight
      })
    const isSharp = (cell: HTMLElement) => {
      const image = cell.querySelector('img')
      return image !== null && image.complete && image.naturalWidth > 0
    }
    do await frame()
    while (inSight().length === 0 || !inSight().every(isSharp))
    return performance.now() - since
  }, from)
}

/** Scrolls by so many px a frame, and gives how long each frame took, ms. */
export async function scrolledFrames(page: Page, frames: number, step: number): Promise<number[]> {
  return await page.evaluate(
    async ({ count, by }) => {
      const content = document.getElementById('content')
      if (!content) throw new Error('there is nothing to scroll')
      const times: number[] = []
      let before = await new Promise<number>(resolve => requestAnimationFrame(resolve))
      for (let frame = 0; frame < count; frame++) {
        content.scrollTop += by
        const now = await new Promise<number>(resolve => requestAnimationFrame(resolve))
        times.push(now - before)
        before = now
      }
      return times
    },
    { count: frames, by: step },
  )
}

export async function scrollTo(page: Page, share: number): Promise<void> {
  await page.evaluate(at => {
    const content = document.getElementById('content')
    if (content) content.scrollTop = content.scrollHeight * at
  }, share)
}

export async function domNodes(page: Page): Promise<number> {
  return await page.evaluate(() => document.querySelectorAll('*').length)
}
