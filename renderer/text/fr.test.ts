import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'
import { SETTINGS } from '../../common/settings.ts'
import { SETTING_GROUPS } from '../features/settings/setting-groups.ts'
import { fr } from './fr.ts'

type Node = Readonly<Record<string, unknown>> & { readonly type: string }

const SOURCES: Readonly<Record<string, string>> = import.meta.glob(['../**/*.{ts,tsx}', '!../**/*.test.*', '!./**'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** Calls `visit` with every node of a syntax tree. */
function walk(value: unknown, visit: (node: Node) => void): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) return value.forEach(each => walk(each, visit))
  if ('type' in value) visit(value as Node)
  Object.values(value).forEach(each => walk(each, visit))
}

/** The strings that an expression may stand for, as far as they are written in it. */
function stringsOf(value: unknown): string[] {
  const node = value as Node | null
  if (node?.type === 'Literal') return typeof node['value'] === 'string' ? [node['value']] : []
  if (node?.type === 'ConditionalExpression') return [...stringsOf(node['consequent']), ...stringsOf(node['alternate'])]
  if (node?.type === 'TSAsExpression') return stringsOf(node['expression'])
  if (node?.type === 'ObjectExpression')
    return (node['properties'] as Node[]).flatMap(property => stringsOf(property['value']))
  return []
}

/** What the page says: each literal handed to `t`, and each table that `t` is handed an entry of. */
function saidTexts(path: string, source: string): string[] {
  const tables = new Map<string, string[]>()
  const said: string[] = []
  const { program } = parseSync(path, source)
  walk(program, node => {
    if (node.type === 'VariableDeclarator')
      tables.set((node['id'] as { name?: string }).name ?? '', stringsOf(node['init']))
  })
  walk(program, node => {
    if (node.type !== 'CallExpression' || (node['callee'] as { name?: string }).name !== 't') return
    const [text] = node['arguments'] as [Node]
    said.push(...stringsOf(text))
    if (text.type === 'MemberExpression')
      said.push(...(tables.get((text['object'] as { name?: string }).name ?? '') ?? []))
  })
  return said
}

/** Names of the values that a text is filled with. */
function gaps(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).toSorted()
}

const isFrench = (text: string) => text in fr || `${text}_other` in fr

describe('French', () => {
  it('has every text that the page says', () => {
    const said = Object.entries(SOURCES).flatMap(([path, source]) => saidTexts(path, source))
    expect(said.length).toBeGreaterThan(400)
    expect([...new Set(said)].filter(text => !isFrench(text))).toEqual([])
  })

  it('has every setting and what it is about', () => {
    const texts = [
      ...SETTING_GROUPS.flatMap(({ title, settings }) => [title, ...settings.map(([, label]) => label)]),
      ...Object.values(SETTINGS).map(({ about }) => about),
    ]
    expect(texts.filter(text => !isFrench(text))).toEqual([])
  })

  it('fills each text with the same values', () => {
    const differing = Object.entries(fr).filter(([key, text]) => {
      const wanted = gaps(key)
      // Of one thing, French may leave the number out.
      return gaps(text).join() !== wanted.join() && !(key.endsWith('_one') && wanted.includes('count'))
    })
    expect(differing).toEqual([])
  })
})
