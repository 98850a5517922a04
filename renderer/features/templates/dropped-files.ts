import type { DroppedFile } from '../../host/host.ts'

/** More files than a library of templates has are a mistake, e.g. a whole home folder. */
const MAX_FILES = 2000

/** The files of a drop, with those of dropped folders, each with its place in them. */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  // Both must be taken before anything is awaited: the transfer is emptied when the event is over.
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry()).filter(entry => entry !== null)
  const plain = [...transfer.files].map(file => ({ name: file.name, file }))
  // What does not come from a file manager has files, but no entries.
  if (entries.length === 0) return plain
  const files: DroppedFile[] = []
  for (const entry of entries) await collect(entry, files)
  return files
}

async function collect(entry: FileSystemEntry, files: DroppedFile[]): Promise<void> {
  if (files.length >= MAX_FILES) return
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    files.push({ name: entry.fullPath.replace(/^\//, ''), file })
  } else if (isFolder(entry)) for (const child of await childrenOf(entry)) await collect(child, files)
}

/** A reader gives at most a hundred entries at a time. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
