import { describe, expect, test } from 'vitest'
import { findCycle, layerFault } from './layers.ts'

const file = (from: string, target: string) => layerFault({ from, target, isFile: true })
const pkg = (from: string, target: string) => layerFault({ from, target, isFile: false })

describe('arrows', () => {
  test('point from the faces to the core to common', () => {
    expect(file('main/cli/main.ts', 'main/core/app.ts')).toBeNull()
    expect(file('main/core/app.ts', 'common/contract.ts')).toBeNull()
    expect(file('renderer/app.tsx', 'common/contract.ts')).toBeNull()
  })

  test.each([
    ['common/money.ts', 'main/core/app.ts'],
    ['main/core/app.ts', 'main/cli/main.ts'],
    ['main/cli/main.ts', 'main/web/server.ts'],
    ['renderer/app.tsx', 'main/core/app.ts'],
    ['preload/index.ts', 'main/desktop/ipc.ts'],
  ])('never turn back or aside: %s → %s', (from, target) => {
    expect(file(from, target)).toMatch(/may import only from/)
  })

  test('common stays free of Node and of packages but the schema and YAML libraries', () => {
    expect(pkg('common/money.ts', 'zod')).toBeNull()
    expect(pkg('common/money.ts', 'node:fs')).toMatch(/no package but/)
    expect(pkg('common/money.ts', 'ssh2')).toMatch(/no package but/)
  })

  test('only the desktop surface and the preload reach Electron, or a package that loads it', () => {
    expect(pkg('main/core/app.ts', 'electron')).toMatch(/only main\/desktop/)
    expect(pkg('main/cli/main.ts', 'electron-store')).toMatch(/only main\/desktop/)
    expect(pkg('main/desktop/window.ts', 'electron')).toBeNull()
  })

  test('code that ships does not import test code, tests may import anything', () => {
    expect(file('main/core/app.ts', 'main/core/providers/testing/fake-provider.ts')).toMatch(/test code/)
    expect(pkg('common/money.test.ts', 'fast-check')).toBeNull()
  })
})

describe('cycles', () => {
  test('are found and named', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ])
    expect(findCycle(graph)).toEqual(['b', 'c', 'b'])
  })

  test('a diamond is none', () => {
    const graph = new Map([
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['d']],
    ])
    expect(findCycle(graph)).toBeNull()
  })
})
