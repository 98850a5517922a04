import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import type { ImageFile, NodeUi } from './cache.ts'
import type { PictureFolders } from './folders.ts'
import type { GraphNode } from './graph.ts'
import { entriesOf, pythonJson } from './json-text.ts'
import type { Machine } from './machine.ts'
import type { PicturePlan } from './picture-plan.ts'
import { planPicture } from './picture-plan.ts'
import { renderPicture } from './picture/render.ts'
import { PythonError, str, traceLine } from './python.ts'
import type { Run } from './run.ts'

/** Where the next file of a prefix goes. */
interface SavePlace {
  readonly folder: string
  readonly subfolder: string
  readonly name: string
  readonly counter: number
}

/** SaveImage and PreviewImage: one PNG file per picture of the batch, with the graph in it. */
export function saveImages(run: Run, node: GraphNode, type: 'output' | 'temp'): NodeUi['output'] {
  const { machine, item } = run
  const plan = planPicture(item.graph, node.id, machine.folders)
  const prefix =
    type === 'temp' ? `ComfyUI_temp_${machine.tempSuffix}` : str(node.inputs?.['filename_prefix'] ?? 'ComfyUI')
  const place = savePlace(machine.folders[type], fillIn(prefix, plan, machine.clock.now()))
  const chunks = textChunks(run)
  const images = Array.from({ length: plan.batch }, (_, index): ImageFile => {
    const filename = `${place.name.replaceAll('%batch_num%', String(index))}_${String(place.counter + index).padStart(5, '0')}_.png`
    const file = path.join(place.folder, filename)
    if (type === 'output' && machine.faults.takeDiskFull()) throw diskFull(file)
    writeWhole(file, renderPicture(plan, index, machine.profile.png, chunks))
    return { filename, subfolder: place.subfolder, type }
  })
  if (type === 'output') count(run, prefix, plan)
  return { images }
}

function fillIn(prefix: string, plan: PicturePlan, now: number): string {
  const date = new Date(now)
  const two = (number: number) => String(number).padStart(2, '0')
  const values: Record<string, string> = {
    '%width%': String(plan.width),
    '%height%': String(plan.height),
    '%year%': String(date.getFullYear()),
    '%month%': two(date.getMonth() + 1),
    '%day%': two(date.getDate()),
    '%hour%': two(date.getHours()),
    '%minute%': two(date.getMinutes()),
    '%second%': two(date.getSeconds()),
  }
  return prefix.replaceAll(/%[a-z]+%/g, name => values[name] ?? name)
}

/** `folder_paths.get_save_image_path`. */
function savePlace(outputDir: string, prefix: string): SavePlace {
  const normal = path.posix.normalize(prefix)
  const subfolder = path.posix.dirname(normal) === '.' ? '' : path.posix.dirname(normal)
  const name = path.posix.basename(normal)
  const folder = path.join(outputDir, subfolder)
  if (path.isAbsolute(subfolder) || !`${path.resolve(folder)}${path.sep}`.startsWith(outputDir + path.sep))
    throw outsideOutput(folder, outputDir)
  mkdirSync(folder, { recursive: true })
  return { folder, subfolder, name, counter: 1 + highestCounter(folder, name) }
}

function highestCounter(folder: string, name: string): number {
  const counters = readdirSync(folder)
    .filter(file => file.startsWith(`${name}_`))
    .map(file => /^\d+(?=_|$)/.exec(file.slice(name.length + 1))?.[0])
  return counters.reduce((highest, digits) => Math.max(highest, Number(digits ?? 0)), 0)
}

/** Readers never see half a file. */
function writeWhole(file: string, bytes: Buffer): void {
  const part = `${file}.part`
  try {
    writeFileSync(part, bytes)
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw diskFull(file)
    throw error
  }
}

/** The graph and every key of `extra_pnginfo`, as JSON in Python's spelling, which is plain ASCII. */
function textChunks(run: Run): [keyword: string, text: string][] {
  const info = new Map(entriesOf(run.item.extraDataText)).get('extra_pnginfo')
  const extra = info?.startsWith('{') ? entriesOf(info) : []
  return [
    ['prompt', pythonJson(run.item.graph.text)],
    ...extra.map(([key, value]): [string, string] => [key, pythonJson(value)]),
  ]
}

/** The seed is written as digits, whatever its length. */
function count(run: Run, prefix: string, plan: PicturePlan): void {
  const { counterFile } = run.machine.profile
  if (counterFile === null) return
  const { promptId: prompt_id } = run.item
  const rest = JSON.stringify({ prompt_id, prefix, loaded: run.loaded })
  const line = `${rest.slice(0, -1)},"seed":${plan.seed ?? 'null'}}\n`
  appendFileSync(counterFile, line)
}

/** Spoils or removes the files of a prompt that goes into history as a success. */
export function applyDamage(machine: Machine, uis: readonly (readonly [string, NodeUi])[]): void {
  const saved = uis.flatMap(([, ui]) => ui.output.images).filter(image => image.type === 'output')
  for (const file of saved.map(image => imagePath(machine.folders, image)).filter(name => existsSync(name))) {
    const damage = machine.faults.takeDamage()
    if (damage === null) return
    if (damage === 'missing') rmSync(file)
    else if (damage === 'cut') truncateSync(file, Math.floor(statSync(file).size / 2))
    else writeFileSync(file, withFlippedByte(readFileSync(file)))
  }
}

function imagePath(folders: PictureFolders, image: ImageFile): string {
  return path.join(folders.output, image.subfolder, image.filename)
}

function withFlippedByte(bytes: Buffer): Buffer {
  const position = Math.floor(bytes.length * 0.75)
  bytes[position] = (bytes[position] ?? 0) ^ 0xff
  return bytes
}

const SAVE_FRAME = traceLine('nodes.py', 1590, 'save_images')

function outsideOutput(folder: string, outputDir: string): PythonError {
  const message = [
    '**** ERROR: Saving image outside the output folder is not allowed.',
    ` full_output_folder: ${path.resolve(folder)}`,
    `         output_dir: ${outputDir}`,
    `         commonpath: ${commonPath(path.resolve(folder), outputDir)}`,
  ].join('\n')
  return new PythonError('Exception', message, [SAVE_FRAME, traceLine('folder_paths.py', 397, 'get_save_image_path')])
}

function commonPath(a: string, b: string): string {
  const other = b.split(path.sep)
  const parts = a.split(path.sep)
  const end = parts.findIndex((part, index) => part !== other[index])
  return parts.slice(0, end < 0 ? parts.length : end).join(path.sep) || path.sep
}

function diskFull(file: string): PythonError {
  return new PythonError('OSError', `[Errno 28] No space left on device: '${file}'`, [SAVE_FRAME])
}
