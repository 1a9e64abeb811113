import {
  type Ledger,
  at,
  checksStream,
  runName,
  runStream,
  seasonStream,
  tapeStream,
} from '@gridledger/domain'
import {
  type RunPlace,
  type RunSlice,
  SEASON_START,
  type SeasonBatch,
  type SeasonPlace,
  type SparseSlice,
} from '@gridledger/projections'
import { Failure, run } from '../failure'
import { denseTaker, readMarket, readSparse, sparseTaker } from './market'

/** What a season's stream says of it. */
export interface SeasonFacts {
  readonly slice: SparseSlice
  readonly tape: string
  readonly contestants: readonly string[]
  readonly isClosed: boolean
}

/** The facts of a season in the ledger; undefined when there is none of that name. */
export async function seasonFacts(
  ledger: Ledger,
  season: string,
): Promise<SeasonFacts | undefined> {
  const slice = await readSparse(ledger, seasonStream(season))
  const opened = slice.events.find((event) => event.type === 'SeasonOpened')
  if (opened === undefined) return undefined
  const contestants = slice.events.flatMap((event) =>
    event.type === 'ContestantEntered' ? [event.data.contestant] : [],
  )
  const isClosed = slice.events.some(({ type }) => type === 'SeasonClosed')
  return { slice, tape: opened.data.tape, contestants, isClosed }
}

/** The events of tape and season that stand before the first tick. */
export async function openingOf(
  ledger: Ledger,
  facts: Pick<SeasonFacts, 'tape' | 'slice'>,
): Promise<readonly SparseSlice[]> {
  const tape = await readSparse(ledger, tapeStream(facts.tape))
  return [
    { ...tape, events: tape.events.slice(0, 1) },
    { ...facts.slice, events: facts.slice.events.filter(({ type }) => type !== 'SeasonClosed') },
  ]
}

/**
 * Throws Failure (corrupt) where a finished season has no stream of a contestant that entered it:
 * what is there without it would be told as if it were all.
 */
export async function requireRuns(
  ledger: Ledger,
  season: string,
  { isClosed }: Pick<SeasonFacts, 'isClosed'>,
  contestants: readonly string[],
): Promise<void> {
  if (!isClosed) return
  for (const contestant of contestants) {
    const stream = runStream(runName(season, contestant))
    if ((await run(ledger.head(stream))) !== undefined) continue
    const way = `\`npx gridledger verify ${season}\` says what else is amiss`
    const message = `${ledger.address}: the stream is not there, though ${contestant} entered ${season}; ${way}`
    throw new Failure({
      kind: 'ledger',
      error: { kind: 'corrupt', stream, revision: null, message },
    })
  }
}

/** A part of a season. */
export interface Stretch {
  /** Where it begins, between two ticks; at the start where it is absent. */
  readonly from?: SeasonPlace
  /** Its last tick; the tape's last where it is absent. */
  readonly untilTick?: number
  /** The one contestant whose run is read; all where it is absent. */
  readonly only?: string
  /** Another tape than the season's, as a fork may have. */
  readonly tape?: string
  /** The first event and check of that contestant that are another stretch's. */
  readonly ends?: RunPlace
}

const NO_END: RunPlace = { events: Infinity, checks: Infinity }

/** A recorded season, or a stretch of it, from the ledger alone, in batches of ticks. */
export async function* readSeason(
  ledger: Ledger,
  season: string,
  { from = SEASON_START, untilTick = Infinity, only, tape, ends = NO_END }: Stretch = {},
): AsyncGenerator<SeasonBatch> {
  const facts = await seasonFacts(ledger, season)
  if (facts === undefined) {
    throw new Failure({ kind: 'not-found', message: `${ledger.address} has no season ${season}` })
  }
  let opening = from.ticks === 0 ? await openingOf(ledger, facts) : []
  const contestants = only === undefined ? facts.contestants : [only]
  await requireRuns(ledger, season, facts, contestants)
  const takers = contestants.map((contestant) => {
    const next = from.runs.get(contestant) ?? { events: 0, checks: 0 }
    const part = { from: next, to: ends, mostTicks: untilTick + 1 - from.ticks }
    return [contestant, runTaker(ledger, runName(season, contestant), part)] as const
  })
  for await (const market of readMarket(ledger, tape ?? facts.tape, from, untilTick + 1)) {
    const { firstRevision, batch } = market.ticks
    const lastTick = firstRevision + batch.count - 1
    const runs = new Map<string, RunSlice>()
    for (const [contestant, take] of takers) runs.set(contestant, await take(lastTick))
    yield { opening, ...market, runs }
    opening = []
  }
}

/** The events and checks of a run that are read, and over how many ticks at most. */
interface RunPart {
  readonly from: RunPlace
  readonly to: RunPlace
  readonly mostTicks: number
}

/** Takes the events and checks of a run up to a tick. */
function runTaker(
  ledger: Ledger,
  name: string,
  { from, to, mostTicks }: RunPart,
): (lastTick: number) => Promise<RunSlice> {
  const isBounded = mostTicks !== Infinity
  const events = sparseTaker(ledger, runStream(name), {
    from: from.events,
    to: to.events,
    isBounded,
  })
  // A tick is checked once.
  const end = Math.min(to.checks, from.checks + mostTicks)
  const range = { orderColumn: 1, from: from.checks, to: end }
  const checks = denseTaker(ledger, checksStream(name), 'LiquidationChecked', range)
  return async (lastTick) => ({
    events: await events((event) => (event.tick ?? 0) <= lastTick),
    checks: await checks((tick) => tick <= lastTick),
  })
}

/** Time of a batch's last tick: how far a replay has come. */
export function lastTickMicros({ ticks: { batch } }: SeasonBatch): number {
  return at(batch.columns[0] ?? [], batch.count - 1)
}
