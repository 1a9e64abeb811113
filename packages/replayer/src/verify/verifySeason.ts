import * as E from 'fp-ts/Either'
import {
  type Ledger,
  type SparseEvent,
  checksStream,
  runName,
  runStream,
  seasonStream,
  tapeStream,
} from '@gridledger/domain'
import { Failure, isOutOfBounds, notFound, run } from '../failure'
import { digestOf, digestStreams } from '../season/digest'
import { seasonNames } from '../season/findRun'
import { readSparse } from '../season/market'
import { firstWrongSnapshot } from '../season/snapshots'
import { type CheckedStream, checkChain, unreadableAt } from './chainCheck'
import { placeText } from '../audit/reference'
import { type DerivedFrom, derivedCheck } from './derivedCheck'
import { type Difference, differenceAt } from './difference'
import { drivenSeason } from './drivenSeason'
import { inputDifference } from './inputCheck'
import { runDifferences, tickOf } from './runCheck'
import { soundSeason } from './soundSeason'
import { strangersOf } from './strangers'

/** What verifying a season, or one of its runs, has come to. */
export interface Verification {
  readonly ok: boolean
  readonly season: string
  /** Whether all streams of the season were read, those of every contestant included. */
  readonly isWhole: boolean
  /** The streams as they were read, in the order of the digest. */
  readonly streams: readonly CheckedStream[]
  readonly events: number
  /** Over what was read; null where something could not be read. */
  readonly digest: string | null
  /** Of a tape that is derived from another one; else null. */
  readonly derived: DerivedFrom | null
  /** The first difference first. */
  readonly differences: readonly Difference[]
}

export interface VerifyOptions {
  /** Only this run of the season, with tape and season. */
  readonly run?: string
  /** Numbers of events of a stream after which its chain is wanted. */
  readonly countsOf?: (stream: string) => readonly number[]
  readonly onTick?: (done: number) => void
}

/**
 * Reads a season whole, holds each stream against its hash chain, and derives every event again from
 * tape and parameters. Throws Failure where there is no such season, or where the ledger fails.
 */
export async function verifySeason(
  ledger: Ledger,
  season: string,
  options: VerifyOptions = {},
): Promise<Verification> {
  if ((await headOf(ledger, seasonStream(season))) === undefined) {
    const known = await seasonNames(ledger)
    throw notFound(`${ledger.address} has no season ${season}`, season, known)
  }
  const sound = await soundSeason(ledger, season, options)
  if (sound === null) return thoroughly(ledger, season, options)
  const { streams, derived } = sound
  return { ...verification(season, streams, [], options.run === undefined), derived }
}

/** Stream by stream, so that all that is wrong is found and each difference is named at its place. */
async function thoroughly(
  ledger: Ledger,
  season: string,
  options: VerifyOptions,
): Promise<Verification> {
  const checked: CheckedStream[] = []
  const check = async (stream: string) => {
    const done = await checkChain(ledger, stream, options.countsOf?.(stream))
    checked.push(done)
    return done.difference
  }
  let derivedFrom: DerivedFrom | null = null
  const answer = (differences: readonly Difference[], order: readonly string[] = []) => {
    const streams = order.flatMap((name) => checked.filter(({ stream }) => stream === name))
    const isWhole = order.length > 0 && options.run === undefined
    const read = order.length === 0 ? checked : streams
    return { ...verification(season, read, differences, isWhole), derived: derivedFrom }
  }
  const seasonBroken = await check(seasonStream(season))
  if (seasonBroken !== null && !isReadable(seasonBroken)) return answer([seasonBroken])
  const events = (await readSparse(ledger, seasonStream(season))).events
  const [opened] = events
  if (opened?.type !== 'SeasonOpened')
    return answer([differenceAt('missing', seasonStream(season), 0, 'expected SeasonOpened')])

  const { tape } = opened.data
  const contestants = events.flatMap((event) =>
    event.type === 'ContestantEntered' ? [event.data.contestant] : [],
  )
  const isWanted = (name: string) => options.run === undefined || options.run === name
  const wanted = contestants.filter((contestant) => isWanted(runName(season, contestant)))
  const order = digestStreams(season, tape, wanted)
  const broken: Difference[] = seasonBroken === null ? [] : [seasonBroken]
  for (const stream of order.filter((name) => name !== seasonStream(season))) {
    if ((await headOf(ledger, stream)) === undefined) continue
    const difference = await check(stream)
    if (difference !== null) broken.push(difference)
  }
  const own = await inputDifference(ledger, season, events, broken)
  const isUnfinished = own?.kind === 'unfinished' && own.stream === seasonStream(season)
  if (own !== null && !isUnfinished) return answer(beforeDeriving(own, broken), order)
  const made = await derivedCheck(ledger, tape)
  derivedFrom = made?.derived ?? null
  const derived = [
    ...[made?.difference ?? []].flat(),
    ...(await derivedDifferences(ledger, { events, broken, isWanted, options })),
  ]
  if (own !== null) return answer(asFarAsRecorded(own, derived, broken), order)
  const others =
    options.run === undefined
      ? [
          ...(await strangersOf(ledger, season, contestants)),
          ...(derived.length + broken.length === 0 ? await wrongSnapshot(ledger, season) : []),
        ]
      : []
  const there = new Set(checked.map(({ stream }) => stream))
  return answer([...inOrder(broken, derived, there), ...others], order)
}

/** Whether all events of a stream could be read, although they are not those that were hashed. */
const isReadable = ({ kind }: Difference): boolean => kind === 'chain' || kind === 'cut-short'

function verification(
  season: string,
  streams: readonly CheckedStream[],
  differences: readonly Difference[],
  isWhole: boolean,
): Omit<Verification, 'derived'> {
  const { events, digest } = digestOf(streams)
  const isRead = !differences.some(({ kind }) => kind === 'unreadable')
  const ok = differences.length === 0
  return { ok, season, isWhole, streams, events, digest: isRead ? digest : null, differences }
}

const headOf = async (ledger: Ledger, stream: string) => {
  const head = await ledger.head(stream)()
  // A head that cannot be read is there: reading the stream says what is wrong with it.
  if (E.isLeft(head)) return head.left.kind === 'corrupt' ? null : run(ledger.head(stream))
  return head.right
}

async function derivedDifferences(
  ledger: Ledger,
  {
    events,
    broken,
    isWanted,
    options,
  }: {
    readonly events: readonly SparseEvent[]
    readonly broken: readonly Difference[]
    readonly isWanted: (run: string) => boolean
    readonly options: VerifyOptions
  },
): Promise<readonly Difference[]> {
  const [opened] = events
  if (opened?.type !== 'SeasonOpened') throw new Error('a season without its SeasonOpened')
  const { season, tape } = opened.data
  const tapeEvents = (await readSparse(ledger, tapeStream(tape))).events
  const unreadable = new Set(
    broken.flatMap((difference) => (isReadable(difference) ? [] : [difference.stream])),
  )
  const isRun = (name: string) =>
    isWanted(name) && !unreadable.has(runStream(name)) && !unreadable.has(checksStream(name))
  try {
    const driven = await drivenSeason(ledger, tapeEvents, events)
    if (E.isLeft(driven)) return [driven.left]
    return await runDifferences(ledger, driven.right, isRun, options)
  } catch (error) {
    return [whyNotDerived(seasonStream(season), error)]
  }
}

function whyNotDerived(stream: string, error: unknown): Difference {
  if (error instanceof Failure && error.problem.kind === 'ledger')
    return unreadableAt(stream, error.problem.error)
  if (!isOutOfBounds(error)) throw error
  const message = `nothing can be derived from these inputs: ${String(error)}`
  return differenceAt('changed', stream, null, message)
}

/** Snapshots are no events, but what `replay --until` shows begins with one. */
async function wrongSnapshot(ledger: Ledger, season: string): Promise<readonly Difference[]> {
  const wrong = await firstWrongSnapshot(ledger, season)
  return wrong === undefined ? [] : [differenceAt('snapshot', seasonStream(season), null, wrong)]
}

/** Of a season that was interrupted every run ends early: only what else differs is a fault. */
function asFarAsRecorded(
  unfinished: Difference,
  derived: readonly Difference[],
  broken: readonly Difference[],
): readonly Difference[] {
  const faults = derived.filter(({ kind }) => kind !== 'cut-short')
  const others = broken.filter(({ stream }) => stream !== unfinished.stream)
  if (others.length < broken.length) {
    const message =
      'the season has no SeasonClosed, and the hash that was stored with it covers more'
    return [...faults, { ...unfinished, message: `${message}: its end was cut off` }, ...others]
  }
  if (faults.length + others.length > 0) return [...faults, ...others, unfinished]
  const message = `${unfinished.message}. What is recorded is as it is derived`
  return [{ ...unfinished, message }]
}

/**
 * Ticks or marks that their chain says were cut or changed are why a tape does not fit its own seal.
 * What names an event of a stream comes before the break of its chain, which covers many.
 */
function beforeDeriving(own: Difference, broken: readonly Difference[]): readonly Difference[] {
  const others = broken.filter(({ stream }) => stream !== own.stream)
  const isWhy = ({ stream }: Difference) => /^(ticks|marks)-/.test(stream)
  return [...others.filter(isWhy), own, ...others.filter((difference) => !isWhy(difference))]
}

/**
 * Differences in the order in which a reader wants them: what the tape brought about first; what
 * was derived before what only the chain shows, for it names the very event.
 */
function inOrder(
  broken: readonly Difference[],
  derived: readonly Difference[],
  there: ReadonlySet<string>,
): readonly Difference[] {
  const isMarket = ({ stream }: Difference) => /^(tape|ticks|marks|season)-/.test(stream)
  const named = new Set(derived.map(({ stream }) => stream))
  const market = broken.filter(isMarket).map((difference) => withPlace(difference, derived[0]))
  const rest = broken.filter((difference) => !isMarket(difference) && !named.has(difference.stream))
  const placed = derived.map((difference) => withChain(difference, broken, there))
  return [...market, ...placed, ...rest]
}

/** A break of the tape's chain covers many events: what is derived shows where it first matters. */
function withPlace(difference: Difference, derived: Difference | undefined): Difference {
  if (difference.kind !== 'chain' || derived === undefined) return difference
  const first = `the first event that does not follow from them is ${placeText(derived)}`
  const tick = tickOf(derived)
  const at = Number.isFinite(tick) ? `, at tick ${tick}` : ''
  return { ...difference, message: `${difference.message}; ${first}${at}` }
}

/** Whether who changed an event has computed the hashes anew. */
function withChain(
  difference: Difference,
  broken: readonly Difference[],
  there: ReadonlySet<string>,
): Difference {
  if (!there.has(difference.stream))
    return { ...difference, kind: 'missing', message: 'the stream is not there' }
  // Where causes lie is no part of what is hashed.
  const { expected, found } = difference
  if (expected !== null && found !== null && expected.cause.stream !== found.cause.stream)
    return difference
  const isBroken = broken.some(({ stream }) => stream === difference.stream)
  const remark = isBroken
    ? 'its hash chain breaks there as well'
    : 'its hash chain fits all the same: it was computed anew'
  return difference.kind === 'other-rules'
    ? { ...difference, message: `${difference.message}: it ${isBroken ? 'is broken' : 'is whole'}` }
    : { ...difference, message: `${difference.message} (${remark})` }
}
