import { expect, it } from 'vitest'
import { endedAfter, isAlive, signal, TestInstance } from './testing/test-instance.ts'

const PID = 'import os, time; print(os.getpid(), flush=True); time.sleep(600)'
const WORKER = 'import os, sys\nopen("worker-pid", "w").write(str(os.getpid()))\nsys.stdin.read()\n'

/** The ids of ComfyUI, the worker, and a program that a client runs, as a listing of the machine's children. */
async function settled(instance: TestInstance): Promise<number[]> {
  const connection = await instance.connect()
  await connection.putFile('burst/worker.py', Buffer.from(WORKER), signal())
  let output = ''
  await connection.exec(['python3', '-c', PID], { onStdout: text => (output += String(text)), signal: signal() })
  await connection.exec(['sh', '-c', 'sleep 600 & echo $!; wait'], {
    onStdout: text => (output += String(text)),
    signal: signal(),
  })
  await instance.happened('comfyui-ready')
  await instance.until('all run', () => output.split('\n').length === 3)
  return output.split('\n').filter(Boolean).map(Number)
}

it.skipIf(process.platform === 'win32')('the end of its input ends all there is', async () => {
  const instance = new TestInstance()
  const pids = await settled(instance)
  expect(pids.every(isAlive)).toBe(true)
  await endedAfter(instance.process, () => instance.process.stdin.end())
  await instance.until('all are gone', () => !pids.some(isAlive))
  await instance.end()
})
