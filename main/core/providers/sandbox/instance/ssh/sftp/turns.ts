/**
 * A request: those that only look may be served together, one that changes something is served alone.
 *
 * Null: there is nothing to answer. `serve` never rejects.
 */
export type Task = { readonly looks: boolean; readonly serve: () => Promise<Buffer | null> }

/** Serves requests several at a time and answers them in the order of asking. */
export interface Turns {
  add(task: Task): void
  /** The other side takes no more: nothing new is begun until `release`. */
  hold(): void
  release(): void
  /** How many are not answered yet. */
  size(): number
}

type Begun = { isServed: boolean; reply: Buffer | null }

const MOST_AT_ONCE = 16

/**
 * `answer` is called in order: a client that gets a late part of a file first may take its end for the file's end.
 *
 * Since what changes something waits for all before it, and all behind it wait for it, a client may send what belongs
 * together without waiting for answers.
 */
export function createTurns(answer: (reply: Buffer) => void): Turns {
  const waiting: Task[] = []
  const begun: Begun[] = []
  let running = 0
  let isAlone = false
  let isHeld = false

  function mayBegin(task: Task): boolean {
    if (isHeld) return false
    return running === 0 || (task.looks && !isAlone && running < MOST_AT_ONCE)
  }

  function begin(): void {
    for (let task = waiting[0]; task && mayBegin(task); task = waiting[0]) {
      waiting.shift()
      const entry: Begun = { isServed: false, reply: null }
      begun.push(entry)
      running += 1
      isAlone = !task.looks
      void serve(task, entry)
    }
  }

  async function serve(task: Task, entry: Begun): Promise<void> {
    entry.reply = await task.serve()
    entry.isServed = true
    running -= 1
    flush()
    begin()
  }

  function flush(): void {
    for (let first = begun[0]; first?.isServed; first = begun[0]) {
      begun.shift()
      if (first.reply) answer(first.reply)
    }
  }

  return {
    add: task => {
      waiting.push(task)
      begin()
    },
    hold: () => {
      isHeld = true
    },
    release: () => {
      isHeld = false
      begin()
    },
    size: () => waiting.length + begun.length,
  }
}
