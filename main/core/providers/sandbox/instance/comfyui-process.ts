import { comfyuiMain } from '../comfyui/main.ts'

/**
 * The process of an instance's ComfyUI: takes `comfyuiMain`'s arguments, and starts when told by a first line of input.
 *
 * Loading takes real time, which a fast clock would show as minutes. So the process is made ahead, and waits.
 */
export async function comfyuiProcessMain(argv: string[]): Promise<void> {
  await firstLine()
  await comfyuiMain(argv)
}

/** Nothing but that line is sent before ComfyUI answers, so no control can be swallowed with it. */
async function firstLine(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  process.stdin.once('end', leave)
  process.stdin.once('data', () => {
    process.stdin.pause()
    process.stdin.off('end', leave)
    resolve()
  })
  await promise
}

function leave(): void {
  process.exit(0)
}

if (import.meta.main) await comfyuiProcessMain(process.argv.slice(2))
