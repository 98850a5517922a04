/** With the dot before and `.part` behind, still within the 255 bytes of every file system. */
const MAX_BYTES = 240

const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i

/** Throws unless the name is one plain file name on every system: no folder, no device, not hidden, not reserved. */
export function assertPlainFileName(name: string): void {
  if (isPlainFileName(name)) return
  throw new Error(`not a plain file name: ${JSON.stringify(name.slice(0, 300))}`)
}

function isPlainFileName(name: string): boolean {
  if (name === '' || Buffer.byteLength(name) > MAX_BYTES) return false
  if (name.startsWith('.') || name.endsWith('.') || name.endsWith(' ') || DEVICE.test(name)) return false
  return !/[<>:"/\\|?*]/.test(name) && !hasControlCharacter(name)
}

function hasControlCharacter(name: string): boolean {
  for (let at = 0; at < name.length; at += 1) if (name.charCodeAt(at) < 32) return true
  return false
}
