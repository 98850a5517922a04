import type { SandboxFault } from '../fault-names.ts'
import type { InstanceEvent } from '../instance/protocol.ts'
import type { ArmedFaults } from './armed-faults.ts'
import { createFleet, type FleetOptions, type StartParts } from './fleet.ts'
import { strikeMachine, strikesAtWork, type Blow, type Occasion } from './machine-faults.ts'
import { isAlive, type EndReason, type Row } from './row.ts'
import type { CloudStore } from './store.ts'

/** What happens to machines: their start, their end, what they say and what befalls them. State before effects. */
export interface Machines {
  /** Powers a machine on that becomes ACTIVE at `activeAt`. */
  start(row: Row, activeAt: number, parts: StartParts): void
  /** Ends the bill at `at` and cuts the power. */
  end(row: Row, at: number, reason: EndReason): void
  /** Has the account ask that one which ended by itself disappears too. */
  dismiss(row: Row): void
  /** Does what the clock says is due. */
  settle(): void
  /** An armed fault strikes a machine at work, if it can and there is one. */
  strikeNow(name: SandboxFault): void
  speedChanged(): void
  /** Resolves when the processes of these are gone and their disks wiped. */
  cleared(rows: readonly Row[]): Promise<void>
  /** Nothing that was to befall a machine later does. */
  forgetPlans(): void
}

export type MachinesOptions = Omit<FleetOptions, 'onEvent' | 'onExit'> & {
  readonly store: CloudStore
  readonly armed: ArmedFaults
  readonly log: (text: string) => void
}

const TEARDOWN_MS = 5000
const LINGERING_MS = 120_000
const LATE_MS = 600_000

export function createMachines(options: MachinesOptions): Machines {
  const { store, clock, armed, log } = options
  /** Machines whose ComfyUI answers, oldest first. */
  const atWork = new Set<string>()
  /** How late machines end themselves whose end has come, ms. */
  const overdue = new Map<string, number>()
  let plans: { at: number; run: () => void }[] = []
  const fleet = createFleet({ ...options, onEvent, onExit })

  function end(row: Row, at: number, reason: EndReason): void {
    store.end(row.id, at, reason)
    const isAskedFor = reason === 'terminated' || reason === 'end-by'
    store.setGoneAt(row.id, isAskedFor ? at + teardownMs() : staysListedUntil(row, at))
    atWork.delete(row.id)
    void fleet.end(row.id).catch((error: unknown) => log(`${row.id}: its disk could not be wiped: ${String(error)}`))
  }

  /** Once its end has come: whether, and how long, it does not end itself. */
  function outlivesItsEnd({ id, endBy }: Row, now: number): boolean {
    if (!overdue.has(id))
      overdue.set(id, armed.take('no-dead-man') ? Infinity : armed.take('late-dead-man') ? LATE_MS : 0)
    return now < endBy + (overdue.get(id) ?? 0)
  }

  function endOf({ id, endBy }: Row): number {
    return endBy + (overdue.get(id) ?? 0)
  }

  function teardownMs(): number {
    return armed.take('lingering-delete') ? LINGERING_MS : TEARDOWN_MS
  }

  function onEvent(id: string, event: InstanceEvent): void {
    // A machine whose power was cut may still have had something to say.
    if (!aliveRow(id)) return
    switch (event.event) {
      case 'ssh-ready':
        store.setSshPort(id, event.port)
        return strike(id, 'ssh-ready')
      case 'comfyui-ready':
        atWork.add(id)
        return strike(id, 'comfyui-ready')
      case 'exited':
        return log(`${id}: ${event.what} ended`)
      case 'log':
        return log(`${id}: ${event.text}`)
    }
  }

  function onExit(id: string, what: string): void {
    const row = aliveRow(id)
    if (!row) return
    log(`${id}: the machine ended by itself: ${what}`)
    end(row, clock.now(), 'failed')
  }

  function strike(id: string, occasion: Occasion, isNow = false): void {
    strikeMachine(armed, occasion, (blow, delayMs, repeats) => {
      const run = () => {
        befall(id, blow)
        if (repeats) strike(id, occasion)
      }
      if (isNow || delayMs === 0) run()
      else plans.push({ at: clock.now() + delayMs, run })
    })
  }

  function befall(id: string, blow: Blow): void {
    const row = aliveRow(id)
    if (!row) return
    if (blow.kind === 'preempt') end(row, clock.now(), 'preempted')
    else fleet.control(id, blow.control)
  }

  function aliveRow(id: string): Row | null {
    const row = store.row(id)
    return row && isAlive(row) ? row : null
  }

  return {
    start: (row, activeAt, parts) => fleet.start(row, activeAt, parts),
    end,
    dismiss: row => store.setGoneAt(row.id, Math.min(row.goneAt ?? Infinity, clock.now() + teardownMs())),
    settle: () => {
      const now = clock.now()
      for (const row of store.alive()) if (row.endBy <= now && !outlivesItsEnd(row, now)) end(row, endOf(row), 'end-by')
      const due = plans.filter(({ at }) => at <= now)
      plans = plans.filter(({ at }) => at > now)
      for (const { run } of due) run()
      if (store.alive().length > 0) store.setHeartbeat(now)
    },
    strikeNow: name => {
      const latest = [...atWork].at(-1)
      if (latest !== undefined && strikesAtWork(name)) strike(latest, 'comfyui-ready', true)
    },
    speedChanged: () => fleet.controlAll({ do: 'clock', ...clock.anchors() }),
    cleared: async rows => void (await Promise.all(rows.map(async row => await fleet.end(row.id)))),
    forgetPlans: () => {
      plans = []
    },
  }
}

/** What the account did not end stays in its list until the account ends it or its time is up. */
export function staysListedUntil(row: Row, at: number): number {
  return Math.max(row.endBy, at) + TEARDOWN_MS
}
