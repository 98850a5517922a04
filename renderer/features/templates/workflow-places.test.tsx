import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { startTranslator } from '../../text/translate.ts'
import { WorkflowPlaces } from './workflow-places.tsx'

beforeAll(() => startTranslator('en'))
afterEach(cleanup)

it('says where each value goes, in words that people use', () => {
  render(
    <WorkflowPlaces
      places={[
        { place: 'prompt', node: '6', nodeClass: 'CLIPTextEncode', input: 'text', value: 'a red fox' },
        { place: 'seed', node: '13', nodeClass: 'KSampler', input: 'seed', value: 5 },
        { place: 'seed', node: '3', nodeClass: 'KSampler', input: 'seed', value: 5 },
      ]}
    />,
  )
  expect(screen.getAllByRole('term').map(({ textContent }) => textContent)).toEqual(['Prompt', 'Seed', 'Seed'])
  expect(screen.getAllByRole('definition').map(({ textContent }) => textContent)).toEqual([
    'CLIPTextEncode 6.text',
    'KSampler 13.seed',
    'KSampler 3.seed',
  ])
})

it("is not there where Burst's own graph makes the pictures", () => {
  render(<WorkflowPlaces places={[]} />)
  expect(screen.queryByRole('region')).toBeNull()
})
