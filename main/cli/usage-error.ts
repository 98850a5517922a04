import { BurstError } from '../../common/errors.ts'

/** What the parser says, as an error of Burst: exit 2, naming the flag and where its use is explained. */
export function usageError(parserCode: string, parserMessage: string, commandPath: string): BurstError {
  const [, ...words] = commandPath.split(' ')
  const help = ['burst', 'help', ...words].join(' ')
  return new BurstError('usage', [
    {
      code: parserCode.replace(/^commander\./, '').replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`),
      message: sentence(parserMessage),
      remedy: `${suggestionIn(parserMessage)}\`${help}\` shows what can be written.`,
    },
  ])
}

/** A flag that is wrong by itself or beside another one. */
export function flagError(code: string, message: string, remedy: string): BurstError {
  return new BurstError('usage', [{ code, message, remedy }])
}

function sentence(parserMessage: string): string {
  const [line = ''] = parserMessage.replace(/^error: /, '').split('\n')
  const text = line.charAt(0).toUpperCase() + line.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function suggestionIn(parserMessage: string): string {
  const [, suggestion] = /\((Did you mean .*\?)\)/.exec(parserMessage) ?? []
  return suggestion ? `${suggestion} ` : ''
}
