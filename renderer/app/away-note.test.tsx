import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Api, CallOutput } from '../../common/contract.ts'
import type { Host } from '../host/host.ts'
import { HostProvider } from '../host/use-host.tsx'
import { startTranslator } from '../text/translate.ts'
import { AwayNote } from './away-note.tsx'

beforeAll(() => startTranslator('en'))
beforeEach(() => localStorage.clear())
afterEach(cleanup)

const QUIET: CallOutput<'away.since'> = {
  since: '2026-11-26T02:00:00.000Z',
  pictures: 0,
  costs: [],
  ended: [],
  acted: [],
}
const BUSY: CallOutput<'away.since'> = {
  ...QUIET,
  pictures: 212,
  costs: [{ amount: 1.4, currency: 'EUR', taxIncluded: true, simulated: false }],
  ended: [{ id: 'b1', name: 'my_portraits', state: 'finished' }],
  acted: [
    {
      seq: 7,
      at: '2026-11-26T03:00:00.000Z',
      actor: 'budget',
      action: 'burst finished early',
      target: 'b1',
      detail: { message: 'the daily budget of €5.00 pays for no more pictures' },
      hash: '',
    },
  ],
}

/** Comes back after so many minutes; gives the instants that were asked about. */
function comeBack(minutes: number | null, happened = BUSY): string[] {
  if (minutes !== null) localStorage.setItem('burst.last-seen', String(Date.now() - minutes * 60_000))
  const asked: string[] = []
  const api = {
    call: async (_: string, { since }: { since: string }) => {
      asked.push(since)
      return happened
    },
  } as unknown as Api
  render(
    <HostProvider host={{ api } as Host}>
      <AwayNote />
    </HostProvider>,
  )
  return asked
}

it('tells what came home, what it cost, and what acted and why', async () => {
  const asked = comeBack(90)
  const note = await screen.findByRole('region', { name: 'While you were away' })
  expect(note.textContent).toContain('212 pictures came home · my portraits: finished')
  expect(note.textContent).toContain('€1.40')
  expect(note.textContent).toContain(
    'budget: burst finished early, b1: the daily budget of €5.00 pays for no more pictures',
  )
  expect(Math.abs(Date.parse(asked[0] ?? '') - (Date.now() - 90 * 60_000))).toBeLessThan(5000)
  fireEvent.click(screen.getByRole('button', { name: 'Seen' }))
  expect(screen.queryByRole('region')).toBeNull()
})

it.each([
  ['somebody was never here', null, BUSY],
  ['somebody was gone for a moment', 5, BUSY],
])('says nothing where %s', async (_, minutes, happened) => {
  expect(comeBack(minutes, happened)).toEqual([])
})

it('says nothing where nothing happened', async () => {
  const asked = comeBack(90, QUIET)
  await waitFor(() => expect(asked).toHaveLength(1))
  expect(screen.queryByRole('region')).toBeNull()
})
