import type { GraphSet } from '../../../common/workflow/graph.ts'
import type { About } from '../../../common/workflow/provenance.ts'

/** One item as the worker reads it: its texts are put into the graph it names. */
export type ShareItem = {
  readonly item: number
  readonly id: string
  readonly graph: string
  readonly prompt: string
  readonly negative: string
  readonly seed: number
}

export type Share = {
  /** Names the share in its file and in the journal. */
  readonly share: string
  /** Part of the paths of the pictures on the instance. */
  readonly job: string
  readonly graphs: GraphSet
  /** What each graph waits for: models that are on their way to the instance. Those that it has need not be named. */
  readonly needs?: Readonly<Record<string, readonly { readonly path: string; readonly sha256: string }[]>>
  /** What is written into the pictures of each graph, beside their own texts and seeds. */
  readonly about?: Readonly<Record<string, About>>
  /** Pictures that the graphs start from: files beside the share, which ComfyUI has under the same names. */
  readonly inputs?: readonly string[]
  readonly items: Iterable<ShareItem>
}

const CHUNK_BYTES = 64 * 1024

/** The file by which items are handed to the worker, made while it is sent: a header line, then a line an item. */
export async function* shareLines({
  share,
  job,
  graphs,
  needs = {},
  about = {},
  inputs = [],
  items,
}: Share): AsyncGenerator<Buffer> {
  let chunk = `${JSON.stringify({ share, job, ...graphs, needs, about, inputs })}\n`
  for (const item of items) {
    chunk += `${JSON.stringify(item)}\n`
    if (chunk.length < CHUNK_BYTES) continue
    yield Buffer.from(chunk)
    chunk = ''
  }
  yield Buffer.from(chunk)
}
