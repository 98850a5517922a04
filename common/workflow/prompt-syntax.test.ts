import { expect, it } from 'vitest'
import type { PromptItem } from '../job/job.ts'
import { promptWarnings } from './prompt-syntax.ts'

const item = (id: string, prompt: string, negative_prompt = ''): PromptItem => {
  return { id, prompt, negative_prompt, seed: 1, filename: 'a.png', variations: {} }
}
const named = (prompt: string, negative = '') =>
  promptWarnings([item('p', prompt, negative)]).map(({ message }) => /`(.*)`/.exec(message)?.[1])

it.each([
  ['a [fox:hare:0.5] in snow', ['[a:b:0.5]']],
  ['a [fox:10]', ['[a:b:0.5]']],
  ['a [fox|hare]', ['[a|b]']],
  ['a [small] fox', ['[a]']],
  ['a fox BREAK snow', ['BREAK']],
  ['a fox AND a hare', ['AND']],
  ['[fox:hare:.3] AND [small] hare', ['[a:b:0.5]', '[a]', 'AND']],
])('%s is named', (prompt, spellings) => {
  expect(named(prompt)).toEqual(spellings)
  expect(named('', prompt)).toEqual(spellings)
})

it.each([
  'a (small:1.2) fox, <lora:ink:0.5>',
  String.raw`a sign that says \[open\]`,
  'a fox and a hare, breakfast',
  'SAND, BRANDY and ANDES',
  'embedding:easy',
])('%s means the same to both', prompt => expect(named(prompt)).toEqual([]))

it('each is told once, with how many prompts have it and which is the first', () => {
  const items = [item('p0', 'plain'), item('p1', 'a BREAK b'), item('p2', 'c BREAK d')]
  expect(promptWarnings(items)).toEqual([
    {
      code: 'prompt-syntax',
      message: '2 prompts have `BREAK` (the first is p1), which ComfyUI reads as plain words.',
      remedy: 'Take it out: long prompts are cut into parts by themselves.',
    },
  ])
})
