import {
  type BotState,
  type Ledger,
  type SparseData,
  type SparseEvent,
  checksStream,
  evolve,
  initialState,
  runName,
  runStream,
} from '@gridledger/domain'
import { followsCheck } from '@gridledger/projections'
import { run, valueOf } from '../failure'
import { isRunEvent } from './stateBefore'
import { denseRow } from './ticksAt'

/** How far a run is recorded, as its own two streams tell. */
export interface RunProgress {
  /** The last tick that an event or a check of it tells of; −1 before the first. */
  readonly lastTick: number
  /** The tick up to which surely nothing of it is missing; Infinity where it has no more to tell. */
  readonly wholeTick: number
}

/** Ticks at which the position was open when they were checked; Infinity while it still is. */
interface OpenSpell {
  readonly from: number
  to: number
}

/** A run as far as its events have been followed. */
interface FollowedRun {
  readonly state: BotState
  /** Spells that may still lack checks. */
  readonly spells: OpenSpell[]
  eventTick: number
  /** The tick whose check stands before the event that was followed last. */
  checkedTick: number
  /** Amendments that were carried out or refused. */
  answered: number
}

/**
 * Looks how far a run is recorded, again and again: reads what events have come since, and the last
 * check. A run's events of a batch of ticks are appended before its checks of the same batch, so an
 * event does not say that the checks before it are there: the position says which are owed.
 */
export function runProgress(
  ledger: Ledger,
  season: string,
  { contestant, amendments }: SparseData<'ContestantEntered'>,
  endTick: number,
): () => Promise<RunProgress> {
  const name = runName(season, contestant)
  const streams = { run: runStream(name), checks: checksStream(name), ticks: '' }
  const state = initialState(streams)
  const followed: FollowedRun = { state, spells: [], eventTick: -1, checkedTick: -1, answered: 0 }
  let checks = 0
  let checkTick = -1
  return async () => {
    const events = (await run(ledger.head(streams.run)))?.events ?? 0
    if (events > state.revision) await followEvents(ledger, followed)
    const found = (await run(ledger.head(streams.checks)))?.events ?? 0
    if (found > checks) {
      checkTick = (await denseRow(ledger, streams.checks, found - 1))?.cause ?? checkTick
      checks = found
    }
    const { eventTick } = followed
    const told = isOver(followed, amendments.length) ? Infinity : eventTick
    const owed = firstOwed(followed, checkTick, endTick)
    return {
      lastTick: Math.max(eventTick, checkTick),
      // Whoever finds a check finds all events up to it.
      wholeTick: Math.max(checkTick, Math.min(told, owed - 1)),
    }
  }
}

/** Whether nothing can happen to it any more; a grid that stopped still refuses its amendments. */
function isOver({ state, answered }: FollowedRun, amendments: number): boolean {
  const { phase, positionLots } = state
  return (
    phase === 'liquidated' || (phase === 'stopped' && positionLots === 0 && answered === amendments)
  )
}

/** The first tick after the last check that owes one; the end tick owes none. */
function firstOwed({ spells }: FollowedRun, checkTick: number, endTick: number): number {
  while ((spells[0]?.to ?? Infinity) <= checkTick) spells.shift()
  const [spell] = spells
  const owed = spell === undefined ? Infinity : Math.max(spell.from, checkTick + 1)
  return owed < endTick ? owed : Infinity
}

async function followEvents(ledger: Ledger, followed: FollowedRun): Promise<void> {
  const { state } = followed
  for await (const read of ledger.read(state.streams.run, state.revision)) {
    const { batch } = valueOf(read)
    if (batch.kind !== 'sparse') throw new Error(`${state.streams.run} is not sparse`)
    for (const event of batch.events) follow(followed, event)
  }
}

function follow(followed: FollowedRun, event: SparseEvent): void {
  if (!isRunEvent(event)) return
  const { state, spells } = followed
  const tick = event.tick ?? 0
  const wasOpen = state.positionLots !== 0
  evolve(state, event)
  const isOpen = state.positionLots !== 0
  followed.eventTick = tick
  if (followsCheck(event)) followed.checkedTick = tick
  if (event.type === 'ParametersAmended' || event.type === 'AmendmentRefused')
    followed.answered += 1
  if (isOpen && !wasOpen) spells.push({ from: tick, to: Infinity })
  const last = spells.at(-1)
  if (isOpen || !wasOpen || last === undefined) return
  // An order that closes it fills before the check of its tick, a stop or a liquidation after it.
  last.to = followed.checkedTick === tick ? tick : tick - 1
  if (last.to < last.from) spells.pop()
}
