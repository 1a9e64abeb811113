import {
  type Ledger,
  type SparseEvent,
  at,
  checksStream,
  runName,
  runStream,
  seasonStream,
  tapeStream,
} from '@gridledger/domain'
import type { RunSlice, SeasonBatch, SparseSlice } from '@gridledger/projections'
import { Failure, valueOf } from '../failure'
import { denseTaker, readMarket, readSparse } from './market'

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

/** A recorded season from the ledger alone, in batches of ticks; with one run, or with all. */
export async function* readSeason(
  ledger: Ledger,
  season: string,
  only?: string,
): AsyncGenerator<SeasonBatch> {
  const facts = await seasonFacts(ledger, season)
  if (facts === undefined) {
    throw new Failure({ kind: 'not-found', message: `${ledger.address} has no season ${season}` })
  }
  let opening = await openingOf(ledger, facts)
  const contestants = only === undefined ? facts.contestants : [only]
  const takers = contestants.map(
    (contestant) => [contestant, runTaker(ledger, runName(season, contestant))] as const,
  )
  for await (const market of readMarket(ledger, facts.tape)) {
    const { firstRevision, batch } = market.ticks
    const lastTick = firstRevision + batch.count - 1
    const runs = new Map<string, RunSlice>()
    for (const [contestant, take] of takers) runs.set(contestant, await take(lastTick))
    yield { opening, ...market, runs }
    opening = []
  }
}

/** Takes the events and checks of a run up to a tick. */
function runTaker(ledger: Ledger, name: string): (lastTick: number) => Promise<RunSlice> {
  const events = sparseTaker(ledger, runStream(name))
  const checks = denseTaker(ledger, checksStream(name), 'LiquidationChecked', 1)
  return async (lastTick) => ({
    events: await events((event) => (event.tick ?? 0) <= lastTick),
    checks: await checks((tick) => tick <= lastTick),
  })
}

function sparseTaker(
  ledger: Ledger,
  stream: string,
): (belongs: (event: SparseEvent) => boolean) => Promise<SparseSlice> {
  const source = ledger.read(stream)[Symbol.asyncIterator]()
  let open: readonly SparseEvent[] = []
  let [next, revision, done] = [0, 0, false]
  return async (belongs) => {
    const events: SparseEvent[] = []
    const firstRevision = revision
    while (!done) {
      const event = open[next]
      if (event === undefined) {
        const read = await source.next()
        done = read.done === true
        if (read.done === true) break
        const { batch } = valueOf(read.value)
        open = batch.kind === 'sparse' ? batch.events : []
        next = 0
        continue
      }
      if (!belongs(event)) break
      events.push(event)
      next += 1
      revision += 1
    }
    return { stream, firstRevision, events }
  }
}

/** Time of a batch's last tick: how far a replay has come. */
export function lastTickMicros({ ticks: { batch } }: SeasonBatch): number {
  return at(batch.columns[0] ?? [], batch.count - 1)
}
