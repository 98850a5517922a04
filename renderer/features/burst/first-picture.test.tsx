import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { Api, ReferenceView } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import type { Host } from '../../host/host.ts'
import { HostProvider } from '../../host/use-host.tsx'
import { startTranslator } from '../../text/translate.ts'
import { FirstPicture } from './first-picture.tsx'

beforeAll(() => startTranslator('en'))
beforeEach(() => sessionStorage.clear())
afterEach(cleanup)

const MAKING: Partial<BurstSummary> = {
  id: 'b1',
  state: 'generating',
  images: { requested: 40, collected: 1, failed: 0, bytes: 1 },
  finishesIn: null,
  failures: [],
}

let reference: ReferenceView = { state: 'none' }
beforeEach(() => (reference = { state: 'none' }))

function draw(burst: Partial<BurstSummary> = MAKING, refusal?: BurstError): unknown[] {
  const calls: unknown[] = []
  const call = async (name: string, input: unknown) => {
    if (name === 'pictures.page') return { total: 1, pictures: [{ item: 3, prompt: 'a fox', seed: 1 }] }
    if (name === 'bursts.reference') return reference
    calls.push([name, input])
    if (refusal) throw refusal
    return {}
  }
  const host = { api: { call } as unknown as Api, pictureAddress: async () => '/a.png' } as unknown as Host
  render(
    <HostProvider host={host}>
      <FirstPicture burst={burst as BurstSummary} />
    </HostProvider>,
  )
  return calls
}

it('is shown large while the others are made, and stops everything by one key', async () => {
  const calls = draw()
  expect((await screen.findByRole('img', { name: 'a fox' })).getAttribute('src')).toBe('/a.png')
  expect(screen.getByText('The others are being made meanwhile.')).toBeTruthy()
  fireEvent.keyDown(document.body, { key: 's' })
  await waitFor(() => expect(calls).toEqual([['bursts.cancel', { id: 'b1' }]]))
})

it('stands beside the same one made at home, where there is a card for it', async () => {
  reference = { state: 'making' }
  draw()
  expect(await screen.findByText('Your card at home makes the same one.')).toBeTruthy()
  reference = { state: 'made', item: 3, picture: 'data:image/webp;base64,AA==' }
  const made = await screen.findByRole('img', { name: 'At home: a fox' }, { timeout: 5000 })
  expect(made.getAttribute('src')).toBe('data:image/webp;base64,AA==')
})

it('says why there is none to compare with', async () => {
  reference = { state: 'failed', message: 'the card at home is busy' }
  draw()
  expect(await screen.findByText('Not made at home to compare: the card at home is busy')).toBeTruthy()
})

it('stays, and says so, when what should stop could not be told to', async () => {
  draw(MAKING, new BurstError('failed', [{ code: 'gone', message: 'The engine is gone.', remedy: 'Start it.' }]))
  fireEvent.keyDown(document.body, { key: 's' })
  expect((await screen.findByRole('alert')).textContent).toContain('The engine is gone.')
  expect(screen.getByRole('button', { name: 'Stop everything (S)' })).toBeTruthy()
})

it('is stopped once by a key that is held', async () => {
  const calls = draw()
  fireEvent.keyDown(document.body, { key: 's' })
  fireEvent.keyDown(document.body, { key: 's', repeat: true })
  await waitFor(() => expect(screen.queryByRole('region')).toBeNull())
  expect(calls).toHaveLength(1)
})

it('goes away when it looks right, and does not come back', async () => {
  const calls = draw()
  fireEvent.click(await screen.findByRole('button', { name: 'It looks right' }))
  expect(screen.queryByRole('region')).toBeNull()
  cleanup()
  draw()
  expect(screen.queryByRole('region')).toBeNull()
  expect(calls).toEqual([])
})

it('asks before the rest, and says until when', async () => {
  const calls = draw({ ...MAKING, asksForLook: true, finishesIn: 600 })
  expect(screen.getByRole('status').textContent).toContain('the burst finishes in 10 min')
  fireEvent.click(screen.getByRole('button', { name: 'Make the rest' }))
  await waitFor(() => expect(calls).toEqual([['bursts.approve', { id: 'b1' }]]))
})

it('that cannot be made says why', () => {
  const failures = [{ promptId: 'p0', code: 'x', message: 'the LoRA is not there' }]
  draw({ ...MAKING, asksForLook: true, images: { requested: 40, collected: 0, failed: 1, bytes: 0 }, failures })
  expect(screen.getByText('the LoRA is not there')).toBeTruthy()
})

it.each([
  { state: 'completed' as const },
  { images: { requested: 40, collected: 0, failed: 0, bytes: 0 } },
  { images: { requested: 1, collected: 1, failed: 0, bytes: 1 } },
])('is not in the way of %j', more => {
  draw({ ...MAKING, ...more })
  expect(screen.queryByRole('region')).toBeNull()
})

it('is not stopped by somebody who types', () => {
  const calls = draw()
  const field = document.body.appendChild(document.createElement('input'))
  fireEvent.keyDown(field, { key: 's' })
  fireEvent.keyDown(document.body, { key: 's', ctrlKey: true })
  field.remove()
  expect(calls).toEqual([])
})
