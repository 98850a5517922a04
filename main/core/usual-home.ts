import path from 'node:path'

export type HomeQuestion = {
  readonly flag: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly userFolder: string
  readonly cwd: string
}

/** Where the home is: `--home`, else `BURST_HOME`, else the platform's usual application-data folder. */
export function homeDir(question: HomeQuestion): string {
  const named = question.flag ?? nonEmpty(question.env['BURST_HOME'])
  return named === undefined ? usualFolder(question) : path.resolve(question.cwd, named)
}

function usualFolder({ platform, env, userFolder }: HomeQuestion): string {
  if (platform === 'win32')
    return path.join(nonEmpty(env['APPDATA']) ?? path.join(userFolder, 'AppData', 'Roaming'), 'Burst')
  if (platform === 'darwin') return path.join(userFolder, 'Library', 'Application Support', 'Burst')
  return path.join(nonEmpty(env['XDG_DATA_HOME']) ?? path.join(userFolder, '.local', 'share'), 'burst')
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}
