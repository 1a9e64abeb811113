import {
  type BotState,
  type Ledger,
  type Seam,
  type SparseEvent,
  evolve,
  initialState,
} from '@gridledger/domain'
import { run, valueOf } from '../failure'
import { LINK_EVENTS, chainValue, extendChain, resumeChain, startChain } from '../ledger/chain'
import { storedLedger } from '../ledger/throughForks'
import type { FoundRun } from './findRun'
import { isRunEvent } from './stateBefore'
import { denseRow, rowsBefore } from './ticksAt'

/** A run's past before a tick: what a fork's first event says of it, and where the bot stood. */
export interface Past {
  readonly seam: Seam
  readonly state: BotState
  /** Time of the last tick in it; −Infinity where there is none. */
  readonly lastMicros: number
}

/** The past of a run before a tick of its own. */
export async function pastBefore(ledger: Ledger, parent: FoundRun, tick: number): Promise<Past> {
  const stored = storedLedger(ledger)
  const { streams, forks } = parent
  const inherited = forks.at(-1)?.event.data.seam ?? { events: 0, checks: 0 }
  const state = initialState(streams)
  for await (const read of ledger.read(streams.run)) {
    const { batch } = valueOf(read)
    if (batch.kind !== 'sparse') throw new Error(`${streams.run} is not sparse`)
    const isPast = (event: SparseEvent) =>
      state.revision < inherited.events || (event.tick ?? 0) < tick
    const next = batch.events.findIndex((event) => {
      if (!isPast(event)) return true
      if (isRunEvent(event)) evolve(state, event)
      return false
    })
    if (next >= 0) break
  }
  const ownChecks = await rowsBefore(stored, streams.checks, tick, ({ cause }) => cause)
  state.checks = inherited.checks + ownChecks
  const ownEvents = state.revision - inherited.events
  const seam = {
    tick,
    events: state.revision,
    checks: state.checks,
    eventsChain: await chainAfter(stored, streams.run, ownEvents),
    checksChain: await chainAfter(stored, streams.checks, ownChecks),
  }
  const last = await denseRow(ledger, streams.ticks, tick - 1)
  return { seam, state, lastMicros: tick === 0 ? -Infinity : (last?.timeMicros ?? -Infinity) }
}

/** The hash chain of a stream after so many of its events: from its last whole link before them. */
export async function chainAfter(ledger: Ledger, stream: string, events: number): Promise<string> {
  const whole = Math.floor(events / LINK_EVENTS)
  const link = whole === 0 ? undefined : (await run(ledger.links(stream)))[whole - 1]
  const chain =
    link === undefined ? startChain(stream) : resumeChain(whole, Buffer.from(link, 'hex'))
  for await (const read of ledger.read(stream, chain.events, events))
    extendChain(chain, valueOf(read).batch)
  return chainValue(chain)
}
