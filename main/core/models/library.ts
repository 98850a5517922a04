import path from 'node:path'
import { BurstError, type Problem } from '../../../common/errors.ts'
import type { Recognised } from '../../../common/models/kind-of.ts'
import { kindOfFolder } from '../../../common/models/kind-of-folder.ts'
import type { LibraryModel } from '../../../common/models/model.ts'
import type { ScanProgress, ScanResult } from '../../../common/models/scan.ts'
import type { ModelStore, StoredModel } from '../storage/model-store.ts'
import { isFolder } from './is-folder.ts'
import { findModels, stampedStat, type FoundModel } from './find-models.ts'
import type { Hasher } from './hasher.ts'
import { modelFormatOf, recognise } from './read-model.ts'

/** More faults than these are counted, not told. */
const MAX_FAULTS = 200

/** `results` are those of the scan that runs, folder by folder, or of the last one. */
export type LibraryNews = { readonly scan: ScanProgress | null; readonly results: readonly ScanResult[] }

/**
 * The user's models by what is in them. A file is hashed once, and again only when its size, time or place has changed.
 *
 * One scan runs at a time; what is asked for meanwhile follows.
 */
export class ModelLibrary {
  readonly #store: ModelStore
  readonly #hasher: Hasher
  readonly #listeners = new Set<() => void>()
  readonly #waiting: string[] = []
  readonly #stopping = new AbortController()
  #scan: ScanProgress | null = null
  #results: readonly ScanResult[] = []
  #running: Promise<void> | null = null

  constructor(store: ModelStore, hasher: Hasher) {
    this.#store = store
    this.#hasher = hasher
  }

  list(): LibraryModel[] {
    return this.#store.all().map(({ folder: _folder, stamp: _stamp, ...model }) => model)
  }

  folders(): string[] {
    return this.#store.folders()
  }

  news(): LibraryNews {
    return { scan: this.#scan, results: this.#results }
  }

  /** Told whenever `news` or the list has changed, also many times a second; gives back how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Something about the models has changed that is kept elsewhere. */
  changed(): void {
    this.#tell()
  }

  /**
   * Begins to look through a folder, which belongs to the library from then on; without one, through all that do.
   *
   * BurstError of kind `usage` where there is no such folder, or none is known.
   */
  async scan(folder: string | null): Promise<void> {
    const meant = folder === null ? this.folders() : [path.resolve(folder)]
    if (meant.length === 0)
      throw usage('no-model-folder', 'No folder with models is known.', 'Name one to look through.')
    if (folder !== null && !(await isFolder(folder)))
      throw usage('no-such-folder', `There is no folder ${folder}.`, 'Name the folder that holds your models.')
    for (const each of meant) {
      this.#store.addFolder(each)
      if (!this.#waiting.includes(each)) this.#waiting.push(each)
    }
    this.#running ??= this.#run()
    this.#tell()
  }

  /** Resolves when nothing is scanned any more. */
  async settled(): Promise<void> {
    await this.#running
  }

  async close(): Promise<void> {
    this.#stopping.abort()
    await this.#hasher.close()
    await this.#running
  }

  async #run(): Promise<void> {
    this.#results = []
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (this.#stopping.signal.aborted) break
      const folder = next
      const result = await this.#scanOne(folder).catch((error: unknown) => failedScan(folder, error))
      this.#results = [...this.#results, result]
    }
    this.#scan = null
    this.#running = null
    this.#tell()
  }

  async #scanOne(folder: string): Promise<ScanResult> {
    this.#progress({ folder, file: null, files: 0, filesDone: 0, bytes: 0, bytesDone: 0 })
    // A disk that is not there now: its models are known all the same when it is back.
    if (!(await isFolder(folder)))
      return noScan(folder, 'no-such-folder', 'is not there', 'Connect its disk and scan again.')
    const found = await findModels(folder)
    const known = new Map(this.#store.all().map(model => [model.file, model]))
    const isKnown = ({ file, stamp, name }: FoundModel) => {
      const model = known.get(file)
      return model?.stamp === stamp && model.name === name && model.folder === folder
    }
    const fresh = found.filter(model => !isKnown(model))
    const byStamp = new Map([...known.values()].map(model => [model.stamp, model]))
    const faults: Problem[] = []
    const total = fresh.reduce((sum, { bytes }) => sum + bytes, 0)
    let bytesDone = 0
    let hashed = 0
    for (const [filesDone, model] of fresh.entries()) {
      if (this.#stopping.signal.aborted) break
      const at = (bytes: number) =>
        this.#progress({ folder, file: model.file, files: fresh.length, filesDone, bytes: total, bytesDone: bytes })
      at(bytesDone)
      const before = bytesDone
      const read = await this.#read(folder, model, byStamp, bytes => at(before + bytes))
      if ('fault' in read) faults.push(read.fault)
      else {
        if (!byStamp.has(model.stamp)) hashed += 1
        this.#store.put(read.model)
        byStamp.set(read.model.stamp, read.model)
      }
      bytesDone += model.bytes
    }
    const unread = new Set(faults.map(({ file }) => file))
    const there = new Set(found.map(({ file }) => file).filter(file => !unread.has(file)))
    const gone = this.#stopping.signal.aborted ? 0 : this.#store.keepOnly(folder, there)
    return {
      folder,
      found: there.size,
      hashed,
      gone,
      faults: faults.slice(0, MAX_FAULTS),
    }
  }

  /** A file with the same stamp is the same file by another name: a hard link, or a folder that was scanned before. */
  async #read(
    folder: string,
    { file, name, bytes, stamp }: FoundModel,
    byStamp: ReadonlyMap<string, StoredModel>,
    onProgress: (bytes: number) => void,
  ): Promise<{ model: StoredModel } | { fault: Problem }> {
    const format = modelFormatOf(file) ?? 'pickle'
    try {
      const same = byStamp.get(stamp)
      if (same) return { model: { ...same, file, folder, name, format } }
      const recognised = format === 'pickle' ? NOT_LOOKED_INTO : await recognise(file, bytes)
      if (recognised === null)
        return { fault: fault(file, 'model-broken', 'is no whole safetensors file', 'Download it again.') }
      const hashed = await this.#hasher.hash(file, onProgress)
      const after = await stampedStat(file)
      if (hashed.bytes !== bytes || after?.stamp !== stamp)
        return { fault: fault(file, 'model-changed', 'changed while it was read', 'Scan again when it is at rest.') }
      return { model: { file, folder, name, bytes, stamp, sha256: hashed.sha256, ...placed(recognised, name), format } }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return { fault: fault(file, 'model-unreadable', `cannot be read (${reason})`, 'Check its permissions.') }
    }
  }

  #progress(scan: ScanProgress): void {
    this.#scan = scan
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

function noScan(folder: string, code: string, what: string, remedy: string): ScanResult {
  return { folder, found: 0, hashed: 0, gone: 0, faults: [fault(folder, code, what, remedy)] }
}

/** The home's own disk may be full: that ends the scan, and nothing else. */
function failedScan(folder: string, error: unknown): ScanResult {
  const reason = error instanceof Error ? error.message : String(error)
  return noScan(folder, 'scan-failed', `could not be scanned to its end (${reason})`, 'Mend that and scan again.')
}

/** A pickle is not opened: even to look into it is to run it. */
const NOT_LOOKED_INTO: Recognised = { kind: 'unknown', base: null }

/** Where the file does not say what it is, its folder may. */
function placed({ kind, base }: Recognised, name: string): Recognised {
  return { kind: kind === 'unknown' ? kindOfFolder(name) : kind, base }
}

function fault(file: string, code: string, what: string, remedy: string): Problem {
  return { code, message: `${file} ${what}.`, remedy, file }
}

function usage(code: string, message: string, remedy: string): BurstError {
  return new BurstError('usage', [{ code, message, remedy }])
}
