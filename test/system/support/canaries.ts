import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { expect } from 'vitest'
import { CHECKPOINT as TENSORS, put, safetensors } from '../../../main/core/models/testing/model-files.ts'
import { CLOUD_IDS, CREDENTIALS } from '../../../main/core/providers/credentials.ts'
import { CHECKPOINT, jobManifest, TestHome } from './test-home.ts'

/** One for each secret that any cloud wants; with what base64 and URLs spell differently. */
const CANARIES = Object.fromEntries(
  CLOUD_IDS.flatMap(cloud =>
    CREDENTIALS[cloud]
      .filter(({ isPublic, field }) => isPublic !== true && !field.startsWith('client_'))
      .map(({ variable }) => [variable, `canary/${variable.toLowerCase()}+?&=${variable.length}`]),
  ),
)
const OPEN = { OVH_ENDPOINT: 'ovh-eu', OVH_CLOUD_PROJECT_SERVICE: 'project1' }
/** Every form in which one may turn up: the middle of its base64 too, whatever stands before it. */
const FORMS = Object.values(CANARIES).flatMap(secret => [
  secret,
  encodeURIComponent(secret),
  encodeURI(secret),
  ...['', 'x', 'xx'].map(before =>
    Buffer.from(before + secret)
      .toString('base64')
      .slice(4, -6),
  ),
])

/** A server that sends back everything that it is sent, as an error. */
async function startEcho() {
  let calls = 0
  const server = createServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const part of request) body += String(part)
      calls += 1
      if (request.url?.endsWith('/auth/time') === true) return response.end(String(Math.floor(Date.now() / 1000)))
      const told = JSON.stringify({ url: request.url, headers: request.headers, body })
      const encoded = Buffer.from(told).toString('base64')
      response.writeHead(403, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({
          message: told,
          detail: told,
          msg: told,
          error: { code: 'echo', message: `${told} ${encodeURIComponent(told)}` },
          more: encoded,
        }),
      )
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Arguments and environments of the processes whose arguments name this folder; none where the system does not tell. */
function startedWith(folder: string): string[] {
  const read = (file: string) => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return ''
    }
  }
  const pids = process.platform === 'linux' ? readdirSync('/proc').filter(name => /^\d+$/.test(name)) : []
  return pids.flatMap(pid => {
    const argv = read(`/proc/${pid}/cmdline`)
    return argv.includes(folder) ? [argv, read(`/proc/${pid}/environ`)] : []
  })
}

function canariesIn(text: string | Buffer): string[] {
  return FORMS.filter(form => text.includes(form))
}

/**
 * Enters a secret for each cloud and gives every command that talks to clouds, before a server that sends back all it is
 * sent: no secret may be in a file, an output, an error, an argument or an environment.
 */
export async function canariesStayHidden(): Promise<void> {
  const home = new TestHome()
  const echo = await startEcho()
  try {
    await hiddenFrom(home, echo)
  } finally {
    await home.end()
    echo.stop()
  }
}

async function hiddenFrom(home: TestHome, echo: Awaited<ReturnType<typeof startEcho>>): Promise<void> {
  /** What processes of this home were started with. */
  let seen: string[] = []
  const passphrase = path.join(home.root, 'passphrase')
  writeFileSync(passphrase, 'correct horse battery staple\n', { mode: 0o600 })
  const env = {
    BURST_PASSPHRASE_FILE: passphrase,
    BURST_OVH_URL: echo.origin,
    BURST_RUNPOD_URL: echo.origin,
    BURST_LAMBDA_URL: echo.origin,
    BURST_VAST_URL: echo.origin,
  }
  /** Runs a command and looks at every process of this home meanwhile. */
  const run = async (args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> => {
    const running = home.start(args, { ...env, ...more })
    const looking = setInterval(() => seen.push(...startedWith(home.root)), 200)
    const { stdout, stderr } = await running.ended
    clearInterval(looking)
    return `$ burst ${args.join(' ')}\n${stdout}\n${stderr}`
  }

  put(home.root, `library/checkpoints/${CHECKPOINT}`, safetensors(TENSORS, 1))
  const job = path.join(home.root, 'job.json')
  writeFileSync(job, JSON.stringify(jobManifest({ count: 1 })))
  const said: string[] = []
  await home.furnish()
  for (const cloud of CLOUD_IDS)
    said.push(await run(['providers', 'login', cloud, '--from-env'], { ...OPEN, ...CANARIES }))
  // From here on they come from the store alone.
  seen = []
  said.push(await run(['models', 'scan', path.join(home.root, 'library')]))
  for (const args of [
    ['providers'],
    ['offers', '--json'],
    ['instances', '--all', '--json'],
    ['run', job, '--provider', 'vast', '--yes'],
    ['run', job, '--provider', 'sandbox', '--yes', '--out', path.join(home.root, 'out')],
    ['events', '--json'],
    ['kill-all', '--confirm', '--provider', 'runpod', '--json'],
    ['providers', 'logout', 'ovh'],
  ])
    said.push(await run(args))
  const out = said.join('\n')
  expect(echo.calls()).toBeGreaterThan(10)
  expect(out).toMatch(/answered 403/)
  expect(canariesIn(out), out.slice(0, 20_000)).toEqual([])
  const files = readdirSync(home.root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
  expect(files.some(file => file.endsWith('burst.db'))).toBe(true)
  expect(files.flatMap(file => canariesIn(readFileSync(file)).map(() => file))).toEqual([])
  if (process.platform === 'linux') expect(seen.length).toBeGreaterThan(0)
  expect(seen.flatMap(canariesIn)).toEqual([])
}
