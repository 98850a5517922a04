import { expect, test } from 'vitest'
import { commandsOf, matchingCommands } from './commands.ts'

const gone: string[] = []
const themes: string[] = []
const COMMANDS = commandsOf({
  templates: [
    { name: 'Île de Ré', path: '/t/re.prompt.yaml' } as never,
    { name: 'Fox Prints', path: '/t/fox' } as never,
  ],
  bursts: [{ id: 'b1', name: 'Fox_Prints' } as never],
  go: path => gone.push(path),
  setTheme: theme => themes.push(theme),
  t: text => text,
})

const titles = (asked: string) => matchingCommands(COMMANDS, asked).map(({ title, kind }) => `${kind}: ${title}`)

test('without a question there is everything, the screens first', () => {
  expect(matchingCommands(COMMANDS, ' ')).toHaveLength(COMMANDS.length)
  expect(titles('')[0]).toBe('Go to: Templates')
})

test.each([
  ['set', ['Go to: Settings']],
  ['ile re', ['Template: Île de Ré', 'Plan: Île de Ré']],
  ['prints gallery', ['Gallery: Fox Prints']],
  // What begins like the question stands before what only has it.
  ['plan', ['Go to: Plan', 'Plan: Île de Ré', 'Plan: Fox Prints']],
  ['oxp', []],
])('%j finds %j', (asked, found) => expect(titles(asked)).toEqual(found))

test('each does what it says, and none spends', () => {
  matchingCommands(COMMANDS, 'fox burst')[0]?.run()
  matchingCommands(COMMANDS, 'dark')[0]?.run()
  expect([gone, themes]).toEqual([['/bursts/b1'], ['dark']])
})
