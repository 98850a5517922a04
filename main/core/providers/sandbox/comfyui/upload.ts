import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { PictureFolders } from './folders.ts'
import { inside, isFolderType } from './folders.ts'
import type { Answer, Call } from './http.ts'
import { empty, json } from './http.ts'

/** `POST /upload/image`: keeps a picture; the same bytes keep their name, other bytes under a taken name get a number. */
export async function uploadImage(folders: PictureFolders, call: Call): Promise<Answer> {
  const form = await readForm(call)
  const image = form?.get('image')
  if (form === null || !(image instanceof File) || image.name === '') return empty(400)
  const type = text(form, 'type') || 'input'
  const subfolder = text(form, 'subfolder')
  const folder = isFolderType(type) ? inside(folders[type], path.normalize(subfolder)) : null
  if (folder === null) return empty(400)
  mkdirSync(folder, { recursive: true })
  const bytes = Buffer.from(await image.arrayBuffer())
  const isOverwriting = ['true', '1'].includes(text(form, 'overwrite'))
  const name = isOverwriting ? path.basename(image.name) : freeName(folder, path.basename(image.name), bytes)
  if (inside(folder, name) === null) return empty(400)
  writeFileSync(path.join(folder, name), bytes)
  return json(JSON.stringify({ name, subfolder, type }))
}

async function readForm(call: Call): Promise<FormData | null> {
  const type = call.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/')) return null
  try {
    return await new Response(new Uint8Array(call.body), { headers: { 'content-type': type } }).formData()
  } catch {
    // A body that is no form is the caller's mistake: 400.
    return null
  }
}

function text(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

function freeName(folder: string, name: string, bytes: Buffer): string {
  const extension = path.extname(name)
  const stem = name.slice(0, name.length - extension.length)
  for (let number = 0; ; number += 1) {
    const candidate = number === 0 ? name : `${stem} (${number})${extension}`
    const file = path.join(folder, candidate)
    if (!statSync(file, { throwIfNoEntry: false }) || digest(readFileSync(file)) === digest(bytes)) return candidate
  }
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
