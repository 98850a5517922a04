import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const BIN = path.resolve(import.meta.dirname, '../../bin/burst.mjs')
const OLD_NODES = ['/usr/bin/node', '/usr/local/bin/node']
const oldNode = OLD_NODES.find(node =>
  /^v(1\d|2[0-5])\./.test(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout),
)

/** Shows its arguments, and ends as the last one says. */
const MAIN = `
export async function runFromProcess(): Promise<void> {
  const args: string[] = process.argv.slice(2)
  process.stdout.write(process.versions.node.split('.')[0] + ' ' + args.join(' '))
  if (args.at(-1) === 'SIGTERM') process.kill(process.pid, 'SIGTERM')
  else process.exitCode = Number(args.at(-1))
}
if (import.meta.main) await runFromProcess()
`

describe('bin/burst.mjs', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'burst-bin-'))
    cpSync(BIN, path.join(root, 'bin/burst.mjs'))
    mkdirSync(path.join(root, 'main/cli'), { recursive: true })
    writeFileSync(path.join(root, 'main/cli/main.ts'), MAIN)
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const start = (node: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(node, [path.join(root, 'bin/burst.mjs'), ...args], {
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }
  const install = () => {
    mkdirSync(path.join(root, 'node_modules/node/bin'), { recursive: true })
    symlinkSync(process.execPath, path.join(root, 'node_modules/node/bin', path.basename(process.execPath)))
  }
  const ownVersion = process.versions.node.split('.')[0]

  test('says what to run where nothing is installed', () => {
    expect(start(process.execPath, 'list')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('npm install'),
    })
  })

  test('runs in this very process where Node is new enough', () => {
    install()
    expect(start(process.execPath, 'list', '3')).toEqual({ status: 3, stdout: `${ownVersion} list 3`, stderr: '' })
  })

  describe.skipIf(oldNode === undefined)('on an old Node', () => {
    const old = oldNode ?? ''

    test("hands over to the project's own, with arguments and exit code", () => {
      install()
      expect(start(old, 'list', '5')).toEqual({ status: 5, stdout: `${ownVersion} list 5`, stderr: '' })
    })

    test('passes on that the command was ended by a signal', () => {
      install()
      expect(start(old, 'SIGTERM')).toMatchObject({ status: 143 })
    })

    test('says what to run where its own is missing', () => {
      mkdirSync(path.join(root, 'node_modules'))
      expect(start(old, 'list')).toMatchObject({ status: 1, stderr: expect.stringContaining('npm install') })
    })
  })
})
