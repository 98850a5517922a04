import { connect } from 'node:net'
import type { ServerChannel } from 'ssh2'

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1'])
/** Where ComfyUI listens on a machine of its own. */
const USUAL_PORT = 8188

/** A tunnel to the instance's ComfyUI, under its own port or the usual one; to nowhere else. */
export function serveForward(
  accept: () => ServerChannel,
  reject: () => void,
  target: { host: string; port: number },
  comfyuiPort: number,
): void {
  const isComfyui = LOOPBACK.has(target.host) && (target.port === comfyuiPort || target.port === USUAL_PORT)
  if (!isComfyui) return reject()
  const socket = connect({ host: '127.0.0.1', port: comfyuiPort, noDelay: true, allowHalfOpen: true })
  socket.once('error', reject)
  socket.once('connect', () => {
    socket.off('error', reject)
    const channel = accept()
    socket.on('error', () => channel.close())
    channel.on('error', () => socket.destroy())
    channel.once('close', () => socket.destroy())
    socket.pipe(channel).pipe(socket)
  })
}
