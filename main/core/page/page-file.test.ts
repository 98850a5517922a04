import path from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONTENT_SECURITY_POLICY } from './headers.ts'
import { pageFile } from './page-file.ts'

const FOLDER = path.resolve('/srv/burst/out/renderer')

describe('the file that an address means', () => {
  it.each([
    ['/', 'index.html'],
    ['/bursts/1a2b/receipt', 'index.html'],
    ['/assets/index-Ab12.js', 'assets/index-Ab12.js'],
    ['/assets/a%20b.css', 'assets/a b.css'],
  ])('%s is %s', (address, file) => {
    expect(pageFile(FOLDER, address)?.file).toBe(path.join(FOLDER, file))
  })

  it.each([
    '/../package.json',
    '/%2e%2e%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/%2e%2e/secret.json',
    '/assets/..%5c..%5csecret.json',
    '/..%2frenderer-secrets/x.js',
    '/%00.js',
    '/%zz.js',
    '/assets/program.exe',
    '/.env.local',
    'assets/index.js',
  ])('%s leads nowhere', address => {
    expect(pageFile(FOLDER, address)).toBeNull()
  })

  it('is decoded once: what is encoded twice is a name like any other, and stays inside', () => {
    expect(pageFile(FOLDER, '/%252e%252e%252fx.js')?.file).toBe(path.join(FOLDER, '%2e%2e%2fx.js'))
  })

  it('never lies outside of the folder', () => {
    const piece = fc.constantFrom('..', '%2e%2e', '%2E', '/', '%2f', '%5c', '\\', 'x.js', 'assets', '%00', '%', '.')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), pieces => {
        const found = pageFile(FOLDER, `/${pieces.join('')}`)
        expect(found === null || found.file.startsWith(FOLDER + path.sep)).toBe(true)
      }),
    )
  })
})

describe('the content security policy', () => {
  const rules = new Map(CONTENT_SECURITY_POLICY.split('; ').map(rule => [rule.split(' ')[0], rule.split(' ').slice(1)]))

  it('lets nothing run or be reached but what comes from the page itself', () => {
    expect(rules.get('default-src')).toEqual(["'none'"])
    expect(rules.get('script-src')).toEqual(["'self'"])
    expect(rules.get('connect-src')).toEqual(["'self'"])
    expect(rules.get('style-src')).toEqual(["'self'"])
    for (const closed of ['frame-src', 'object-src', 'base-uri', 'form-action', 'frame-ancestors'])
      expect(rules.get(closed)).toEqual(["'none'"])
  })

  it('is loosened for attributes that style, and nowhere else', () => {
    const loose = [...rules].filter(([, sources]) => sources.some(source => source.includes('unsafe')))
    expect(loose).toEqual([['style-src-attr', ["'unsafe-inline'"]]])
  })
})
