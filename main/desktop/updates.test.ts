import { expect, test, vi } from 'vitest'
import { followUpdates } from './updates.ts'

function follow(answers: (string | null | Error)[]) {
  const said: string[] = []
  const stop = new AbortController()
  const rests: number[] = []
  const updates = followUpdates(
    {
      fetch: async () => {
        const answer = answers.shift() ?? null
        if (answer instanceof Error) throw answer
        return answer
      },
      install: () => void said.push('installed'),
    },
    {
      onReady: version => void said.push(`${version} is ready`),
      rest: async ms => {
        rests.push(ms)
        if (answers.length === 0) stop.abort()
      },
      log: text => void said.push(text),
    },
    stop.signal,
  )
  return { updates, said, rests }
}

test('a newer version is looked for again and again, also past trouble, and kept until the end', async () => {
  const { updates, said, rests } = follow([null, new Error('no network'), '0.2.0'])
  expect(updates.install()).toBe(false)
  await vi.waitFor(() => expect(said).toContain('0.2.0 is ready'))
  expect([said, rests]).toEqual([
    ['no newer version could be looked for', '0.2.0 is ready'],
    [6 * 3_600_000, 6 * 3_600_000],
  ])
  expect(updates.install()).toBe(true)
  expect(said.at(-1)).toBe('installed')
})

test('a build without a place to look installs nothing', () => {
  const tools = { onReady: () => undefined, rest: async () => undefined, log: () => undefined }
  expect(followUpdates(null, tools, new AbortController().signal).install()).toBe(false)
})
