import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, expect, it } from 'vitest'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { Api } from '../../../common/contract.ts'
import type { Host } from '../../host/host.ts'
import { HostProvider } from '../../host/use-host.tsx'
import { startTranslator } from '../../text/translate.ts'
import { OutlookNote } from './outlook-note.tsx'

const EUROS = { currency: 'EUR', taxIncluded: true, simulated: false }

beforeAll(() => startTranslator('en'))
afterEach(cleanup)

/** Draws what is ahead and gives the calls that it makes. */
function draw(burst: Pick<BurstSummary, 'outlook' | 'finishesIn'>): unknown[] {
  const calls: unknown[] = []
  const api = {
    call: async (name: string, input: unknown) => {
      calls.push([name, input])
    },
  } as unknown as Api
  render(
    <HostProvider host={{ api } as Host}>
      <OutlookNote burst={{ id: 'b1', ...burst } as BurstSummary} />
    </HostProvider>,
  )
  return calls
}

const ahead = (more: Partial<NonNullable<BurstSummary['outlook']>> = {}) => ({
  secondsLeft: 1200,
  cost: { ...EUROS, amount: 6.72 },
  overLimit: 0,
  saving: null,
  ...more,
})

it('says nothing where nothing is to be asked', () => {
  draw({ outlook: ahead(), finishesIn: null })
  expect(screen.queryByRole('status')).toBeNull()
})

it('asks with the numbers, needs no answer, and passes on when nothing more is to be begun', async () => {
  const saving = { pictures: 12, cost: { ...EUROS, amount: 2.8 }, secondsUntil: 480 }
  const calls = draw({ outlook: ahead({ saving }), finishesIn: null })
  expect(screen.getByRole('status').textContent).toContain('Stop 12 pictures early and save €2.80?')
  expect(screen.getByRole('status').textContent).toContain('Without an answer all of them are made.')
  fireEvent.click(screen.getByRole('button', { name: 'Stop in 8 min' }))
  await waitFor(() => expect(calls).toEqual([['bursts.finishIn', { id: 'b1', seconds: 480 }]]))
})

it('shows what was answered, and takes it back', async () => {
  const calls = draw({ outlook: ahead(), finishesIn: 300 })
  expect(screen.getByRole('status').textContent).toContain('Nothing more is begun in 5 min.')
  fireEvent.click(screen.getByRole('button', { name: 'Make all of them after all' }))
  await waitFor(() => expect(calls).toEqual([['bursts.finishIn', { id: 'b1', seconds: null }]]))
})

it('says before it happens that the limit will not pay for all', () => {
  draw({ outlook: ahead({ overLimit: 40 }), finishesIn: null })
  expect(screen.getByRole('status').textContent).toContain('the limit of this burst ends it with 40 pictures not made')
})
