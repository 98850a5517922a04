import { lstat, realpath } from 'node:fs/promises'
import { platform } from 'node:os'
import path from 'node:path'
import { denied } from './sftp-error.ts'

/** The only part of this computer that a client of an instance gets to see by SFTP. */
export interface LoginFolder {
  /** The path as the client is told it: absolute, as programs on the instance see it too. Links are not followed. */
  shown(remote: string): string
  /** The file itself, links followed; it may not exist yet. */
  file(remote: string): Promise<string>
  /** The name itself, which may be a link. */
  name(remote: string): Promise<string>
  /** The name itself, to take it away or give it another one: so not the login folder. */
  movable(remote: string): Promise<string>
}

const IS_WINDOWS = platform() === 'win32'

/**
 * `root` is absolute and without links. What leads out of it is refused, by dots, from the root, or over a link; but links
 * may lead to `mounts`, which are part of the machine.
 */
export function createLoginFolder(root: string, mounts: readonly string[] = []): LoginFolder {
  const isBelow = (file: string, folder: string) => file === folder || file.startsWith(folder + path.sep)
  const isInside = (file: string) => [root, ...mounts].some(folder => isBelow(file, folder))
  const checked = (file: string) => {
    if (!isInside(file)) throw denied('outside of the login folder')
    return file
  }
  const resolved = (remote: string) => {
    if (remote.includes('\0')) throw denied('a path cannot contain a NUL character')
    return checked(path.resolve(root, localForm(remote)))
  }
  const name = async (remote: string) => {
    const full = resolved(remote)
    if (full === root) return root
    return path.join(checked(await realpath(path.dirname(full))), path.basename(full))
  }
  return {
    shown: remote => remoteForm(resolved(remote)),
    name,
    movable: async remote => {
      const file = await name(remote)
      if (file === root) throw denied('the login folder stays')
      return file
    },
    file: async remote => {
      const full = resolved(remote)
      const real = await realpath(full).catch(() => null)
      if (real !== null) return checked(real)
      const missing = await name(remote)
      // Creating through a link that leads nowhere would create out there.
      if (await lstat(missing).catch(() => null)) throw denied('a link that leads nowhere')
      return missing
    },
  }
}

/** SFTP writes a Windows path as `/C:/folder`. */
function localForm(remote: string): string {
  return IS_WINDOWS ? remote.replace(/^\/(?=[A-Za-z]:)/, '') : remote
}

function remoteForm(file: string): string {
  return IS_WINDOWS ? `/${file.split(path.sep).join('/')}` : file
}
