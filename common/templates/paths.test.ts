import { expect, it } from 'vitest'
import { folderOf, isAbsolutePath, joinPath } from './paths.ts'

it.each([
  ['/a/b', 'c.yaml', '/a/b/c.yaml'],
  ['/a/b', './../c/./d.yaml', '/a/c/d.yaml'],
  ['/a', '../../../x', '/x'],
  ['', 'x', '/x'],
  ['/a', '/b/../c', '/c'],
  ['C:/a', '../../x', 'C:/x'],
  ['C:/a', 'D:\\b\\c', 'D:/b/c'],
])('from %s the path %s leads to %s', (folder, path, target) => {
  expect(joinPath(folder, path)).toBe(target)
})

it('knows absolute paths of every system', () => {
  expect(['/a', '\\a', 'c:a', 'C:\\a'].every(isAbsolutePath)).toBe(true)
  expect(['a', './a', '../a', ''].some(isAbsolutePath)).toBe(false)
})

it('knows the folder of a file', () => {
  expect(folderOf('/a/b.yaml')).toBe('/a')
  expect(folderOf('/b.yaml')).toBe('')
})
