import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, expect, it } from 'vitest'
import type { Api, SafetyView } from '../../../common/contract.ts'
import type { Announcement } from '../../../common/watchdog/news.ts'
import type { Host } from '../../host/host.ts'
import { HostProvider } from '../../host/use-host.tsx'
import { useStore } from '../../state/store.ts'
import { startTranslator } from '../../text/translate.ts'
import { AnnouncedEnds } from './announced-ends.tsx'

beforeAll(() => startTranslator('en'))
afterEach(cleanup)

const announced = (change: Partial<Announcement> = {}): Announcement => ({
  provider: 'ovh',
  instanceId: 'i-1',
  rule: 'idle',
  message: 'no picture for 60 minutes',
  since: new Date().toISOString(),
  endsAt: new Date(Date.now() + 45_000).toISOString(),
  keptUntil: null,
  ...change,
})

/** Draws what is announced and gives the calls that are made. */
function draw(...all: Announcement[]): unknown[] {
  const calls: unknown[] = []
  const api = { call: async (name: string, input: unknown) => void calls.push([name, input]) } as unknown as Api
  useStore.setState({ safety: { announced: all } as unknown as SafetyView })
  render(
    <HostProvider host={{ api } as Host}>
      <AnnouncedEnds />
    </HostProvider>,
  )
  return calls
}

it('says which instance ends, when and why, and can be stopped', async () => {
  const calls = draw(announced())
  expect(screen.getByRole('status').textContent).toMatch(
    /^i-1 at OVHcloud is ended in 4[45] s\. no picture for 60 minutes/,
  )
  fireEvent.click(screen.getByRole('button', { name: 'Keep it for an hour' }))
  await waitFor(() => expect(calls).toEqual([['watchdog.keep', { instanceId: 'i-1', seconds: 3600 }]]))
})

it('says that one is kept, and asks no more', () => {
  draw(announced({ keptUntil: new Date(Date.now() + 3_600_000).toISOString() }))
  expect(screen.getByRole('status').textContent).toContain('is kept until')
  expect(screen.queryByRole('button')).toBeNull()
})

it('is nothing where nothing is announced', () => {
  draw()
  expect(screen.queryByRole('status')).toBeNull()
})
