import type { BrowserContext, Page } from '@playwright/test'

/** What the browser itself calls a long task. */
export const MARK_LONG_TASK_MS = 50

/** From the start of the navigation until the red button can be pressed and knows what runs, ms. */
export async function killAllReadyMs(page: Page): Promise<number> {
  await page.getByRole('button', { name: /^Kill all nothing runs/ }).waitFor()
  return await page.evaluate(() => performance.now())
}

/** From the start of the navigation until something is drawn, ms. */
export async function firstPaintMs(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const painted = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime
    // It is told some frames after it was drawn.
    for (;;) {
      const at = painted()
      if (at !== undefined) return at
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  })
}

/** Everything that the page's scripts hold, after a collection of what they do not, bytes. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize + embedderHeapUsedSize + backingStorageSize
}

/** The same of an empty page. */
export async function blankMemory(context: BrowserContext): Promise<number> {
  const page = await context.newPage()
  await page.goto('about:blank')
  const bytes = await heapBytes(page)
  await page.close()
  return bytes
}

/** How long each task took that was too long, while the page is watched, ms. */
export async function longTasks(page: Page, watchedMs: number): Promise<number[]> {
  return await page.evaluate(async forMs => {
    const found: number[] = []
    const observer = new PerformanceObserver(list => {
      for (const { duration } of list.getEntries()) found.push(Math.round(duration))
    })
    observer.observe({ entryTypes: ['longtask'] })
    await new Promise(resolve => setTimeout(resolve, forMs))
    observer.disconnect()
    return found
  }, watchedMs)
}
