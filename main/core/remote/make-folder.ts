import type { SftpChannel } from './sftp-channel.ts'

/** Makes a folder and those above it. SFTP has no word for "exists", so after a refusal we look. */
export async function makeRemoteFolder(sftp: SftpChannel, path: string, signal: AbortSignal): Promise<void> {
  const names = path.split('/')
  for (let depth = 1; depth <= names.length; depth += 1) {
    const folder = names.slice(0, depth).join('/')
    if (folder !== '') await makeOne(sftp, folder, signal)
  }
}

async function makeOne(sftp: SftpChannel, folder: string, signal: AbortSignal): Promise<void> {
  try {
    await sftp.mkdir(folder, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (!(await sftp.isFolder(folder, signal).catch(() => false))) throw error
  }
}
