import path from 'node:path'

export type LibraryFolder = {
  readonly path: string
  /** Who says so: the setting, the folder that the user stands in, Burst's own samples, or what was dropped onto the page. */
  readonly from: 'setting' | 'here' | 'samples' | 'home'
}

/** Where templates are looked for that nobody named a folder for, the first one first. */
export function libraryFolders(where: {
  /** One folder or several, with the system's separator of paths between them; empty for none. */
  readonly setting: string
  /** The library of the folder that the user stands in. */
  readonly here?: string | undefined
  readonly samples: string
  readonly home: string
}): LibraryFolder[] {
  const set = where.setting.split(path.delimiter).filter(folder => folder.trim() !== '')
  return [
    ...set.map(folder => ({ path: folder.trim(), from: 'setting' as const })),
    ...(where.here === undefined ? [] : [{ path: where.here, from: 'here' as const }]),
    ...(set.length > 0 ? [] : [{ path: where.samples, from: 'samples' as const }]),
    { path: where.home, from: 'home' },
  ]
}
