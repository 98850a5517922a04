import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { differences } from './conformance/compare.ts'
import { OTHER_FILES } from './conformance/exceptions.ts'
import { Replay } from './conformance/replay.ts'
import { furnish, profileFor } from './conformance/setting.ts'
import { GOLDEN, readTranscripts } from './conformance/transcript.ts'
import type { ComfyuiStandIn } from './start.ts'
import { startComfyui } from './start.ts'

const transcripts = readTranscripts()
const ObjectInfo = z.record(z.string(), z.unknown())

describe('the stand-in against recordings of the real server', () => {
  let base: string
  let server: ComfyuiStandIn

  beforeEach(() => {
    base = mkdtempSync(path.join(tmpdir(), 'comfyui-'))
  })
  afterEach(async () => {
    await server.stop()
    rmSync(base, { recursive: true, force: true })
  })

  it.each(transcripts)('answers as in $name', async transcript => {
    furnish(base, transcript)
    server = await startComfyui({ base, profile: profileFor(transcript) })
    const replay = new Replay(server, base, transcript)
    expect(await replay.run()).toEqual([])
    expect(replay.requests).toBe(transcript.events.filter(event => event.kind === 'http').length)
    expect(replay.requests).toBeGreaterThan(0)
  })

  it('describes its node classes as the real server does', async () => {
    const [transcript] = transcripts
    if (transcript === undefined) throw new Error('no recordings')
    furnish(base, transcript)
    server = await startComfyui({ base, profile: {} })
    const recorded: Record<string, unknown> = JSON.parse(readFileSync(new URL('object_info.core.json', GOLDEN), 'utf8'))
    const all = ObjectInfo.parse(await (await fetch(`${server.url}/object_info`)).json())
    const withoutUploads = Object.fromEntries(
      Object.entries(recorded).filter(([name]) => !name.startsWith('LoadImage')),
    )
    expect(
      differences(
        withoutUploads,
        Object.fromEntries(Object.keys(withoutUploads).map(name => [name, all[name]])),
        'object_info',
        [],
      ),
    ).toEqual([])
    expect(Object.keys(all)).toEqual(Object.keys(recorded))
    const one = await (await fetch(`${server.url}/api/object_info/KSampler`)).text()
    expect(one).toContain('18446744073709551615')
    expect(all['LoadImage']).toMatchObject({ input: { required: { image: [['in (1).png', 'in.png'], {}] } } })
  })
})

it('every file of the recordings is used or named as an exception', () => {
  const files = readdirSync(GOLDEN).filter(name => name.endsWith('.json'))
  expect(files.toSorted()).toEqual(
    [...transcripts.map(({ name }) => `${name}.json`), ...Object.keys(OTHER_FILES)].toSorted(),
  )
  expect(transcripts).toHaveLength(20)
})
