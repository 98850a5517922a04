import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const ROOT = path.resolve(import.meta.dirname, '..')
const config = parse(readFileSync(path.join(ROOT, 'electron-builder.yml'), 'utf8'))

type Validate = (config: unknown, log: { isEnabled: boolean; add(name: string, text: string): void }) => Promise<void>

/** The packager's own check of a configuration; it is not among what the package exports. */
function validator(): Validate {
  const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'))
  const library = path.dirname(builder.resolve('app-builder-lib/package.json'))
  return builder(path.join(library, 'out/util/config/config.js')).validateConfiguration
}

const log = { isEnabled: false, add: () => undefined }

describe('the packages', () => {
  it('are described as the packager knows it', async () => {
    await validator()(config, log)
    await expect(validator()({ ...config, electronFuse: {} }, log)).rejects.toThrow('unknown property')
  })

  it('have every fuse set so that nobody runs other code with the app', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  it('begin where the build puts the app, and are made for three systems', () => {
    expect(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).main).toBe('out/main/main.js')
    expect(config.files).toContain('out/main')
    expect([config.linux.target, config.win.target, config.mac.target]).toEqual([
      ['AppImage', 'deb'],
      ['nsis'],
      ['dmg'],
    ])
    expect(config.fileAssociations).toMatchObject([{ ext: 'prompt.yaml' }])
  })
})
