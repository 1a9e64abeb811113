import {
  type Cause,
  checksStream,
  runName,
  seasonStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { seasonNames } from '../season/findRun'
import { seasonFacts } from '../season/readSeason'
import { rowsBefore } from '../season/ticksAt'
import type { Auditor } from './audit'
import { type Placed, type Records, placedEvent } from './records'
import { placeText } from './reference'
import type { RunBook } from './runBook'
import { type Subject, bookOf } from './subject'

/** An event that another brought about. */
export interface Effect {
  readonly placed: Placed
  /** 1 for what the audited event itself brought about. */
  readonly depth: number
  readonly cause: Cause
}

/**
 * What an event brought about: the events that name it as their cause, an order's fill or
 * cancellation, and what these brought about in turn. Each event once, what it led to right after
 * it.
 */
export async function effectsOf(auditor: Auditor, subject: Subject): Promise<readonly Effect[]> {
  const follow = await followerOf(auditor, subject)
  const effects: Effect[] = []
  const seen = new Set([placeText(subject.placed)])
  const push = async (placed: Placed, depth: number, stack: Effect[]) => {
    const next = await follow(placed)
    for (const effect of [...next].reverse()) {
      const { stream, revision } = placed
      stack.push({ placed: effect, depth, cause: { stream, revision } })
    }
  }
  const stack: Effect[] = []
  await push(subject.placed, 1, stack)
  for (let effect = stack.pop(); effect !== undefined; effect = stack.pop()) {
    if (seen.has(placeText(effect.placed))) continue
    seen.add(placeText(effect.placed))
    effects.push(effect)
    await push(effect.placed, effect.depth + 1, stack)
  }
  return effects
}

/** Looks up what an event brought about, in all that stands on its tape. */
async function followerOf(
  auditor: Auditor,
  { tape, book }: Subject,
): Promise<(placed: Placed) => Promise<readonly Placed[]>> {
  const { records, books } = auditor
  const own: Place[] = book === null ? await placesOn(records, tape) : []
  const runs = book === null ? [] : [book]
  for (const { season, contestants } of own) {
    for (const name of contestants) runs.push(await bookOf(records, books, runName(season, name)))
  }
  const followers: Map<string, Placed[]> = new Map()
  const sparse = [tapeStream(tape), ...own.map(({ season }) => seasonStream(season))]
  for (const stream of book === null ? sparse : []) {
    for (const [revision, event] of (await records.sparse(stream)).entries())
      add(followers, event.cause, placedEvent(event, { stream, revision }))
  }
  for (const run of runs) followRun(followers, run)
  return async (placed) => {
    const found = followers.get(placeText(placed)) ?? []
    if (placed.stream !== ticksStream(tape)) return found
    return [...found, ...(await checksAt(records, runs, placed.revision))]
  }
}

/** A season that stands on a tape. */
interface Place {
  readonly season: string
  readonly contestants: readonly string[]
}

async function placesOn({ ledger }: Records, tape: string): Promise<Place[]> {
  const places: Place[] = []
  for (const season of await seasonNames(ledger)) {
    const facts = await seasonFacts(ledger, season)
    if (facts?.tape === tape) places.push({ season, contestants: facts.contestants })
  }
  return places
}

function followRun(followers: Map<string, Placed[]>, { found, events, placed }: RunBook): void {
  const { run: stream } = found.streams
  for (const [revision, event] of events.entries()) {
    const effect = placed(revision)
    if (effect === undefined) continue
    add(followers, event.cause, effect)
    const ends = event.type === 'OrderFilled' || event.type === 'OrderCancelled'
    if (ends && event.data.order !== null)
      add(followers, { stream, revision: event.data.order }, effect)
  }
}

function add(followers: Map<string, Placed[]>, cause: Cause, effect: Placed): void {
  const key = placeText(cause)
  const known = followers.get(key)
  if (known === undefined) followers.set(key, [effect])
  else known.push(effect)
}

/** The check that each run had at a tick, where it held a position. */
async function checksAt(
  records: Records,
  runs: readonly RunBook[],
  tick: number,
): Promise<readonly Placed[]> {
  const checks: Placed[] = []
  for (const { found } of runs) {
    const stream = checksStream(found.run)
    const revision = await rowsBefore(records.ledger, stream, tick, ({ cause }) => cause)
    const check = await records.find({ stream, revision })
    if (check?.event.cause.revision === tick) checks.push(check)
  }
  return checks
}
