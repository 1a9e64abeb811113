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
import { denseRow, rowsBefore } from '../season/ticksAt'
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
 * cancellation, and what these brought about in turn. Each event once, under the nearest of what it
 * came from, and right after it what it led to.
 */
export async function effectsOf(auditor: Auditor, subject: Subject): Promise<readonly Effect[]> {
  const follow = await followerOf(auditor, subject)
  const seen = new Set([placeText(subject.placed)])
  const led = new Map<string, readonly Effect[]>()
  // The nearest first, so that an event that came from two stands under the nearer one.
  const open: { readonly placed: Placed; readonly depth: number }[] = [
    { placed: subject.placed, depth: 0 },
  ]
  for (const { placed, depth } of open) {
    const { stream, revision } = placed
    const next = (await follow(placed))
      .filter((effect) => !seen.has(placeText(effect)))
      .map((effect): Effect => ({ placed: effect, depth: depth + 1, cause: { stream, revision } }))
    for (const effect of next) seen.add(placeText(effect.placed))
    led.set(placeText(placed), next)
    open.push(...next)
  }
  return inOrder(led, placeText(subject.placed))
}

/** A tree as a list, each node followed by what is below it. */
function inOrder(led: ReadonlyMap<string, readonly Effect[]>, root: string): readonly Effect[] {
  const effects: Effect[] = []
  const stack = [...(led.get(root) ?? [])].reverse()
  for (let effect = stack.pop(); effect !== undefined; effect = stack.pop()) {
    effects.push(effect)
    stack.push(...[...(led.get(placeText(effect.placed)) ?? [])].reverse())
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

/** What a run's own events came from: the past of a fork is its parent's to tell of. */
function followRun(followers: Map<string, Placed[]>, book: RunBook): void {
  const { found, events, firstOwn, placed } = book
  const { run: stream } = found.streams
  for (const [revision, event] of events.entries()) {
    const effect = placed(revision)
    if (effect === undefined || revision < firstOwn) continue
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

/** The first and the last tick at which a mark price stood. */
export interface MarkTicks {
  readonly first: number
  readonly last: number
}

/** Null for what is no mark, and where no tick met it. */
export async function ticksOfMark(
  { ledger }: Records,
  { placed, tape }: Subject,
): Promise<MarkTicks | null> {
  if (placed.event.type !== 'MarkPriceTicked') return null
  const next = await denseRow(ledger, placed.stream, placed.revision + 1)
  const first = await rowsBefore(ledger, ticksStream(tape), placed.event.timeMicros)
  const after = await rowsBefore(ledger, ticksStream(tape), next?.timeMicros ?? Infinity)
  return first < after ? { first, last: after - 1 } : null
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
