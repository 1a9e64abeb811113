import type { Ledger, SparseEvent } from '@gridledger/domain'
import { type JournalEntry, bookedEquity } from '@gridledger/projections'
import { valueOf } from '../failure'
import { placeText } from '../audit/reference'
import { readJournal } from '../journal/readJournal'
import type { FoundRun } from '../season/findRun'
import type { RecordedRunEvent } from '../season/stateBefore'

/** How often something was booked, and the first and last of it. */
export interface Booked {
  readonly count: number
  readonly first: string | null
  readonly last: string | null
}

/** The equity after the last entry of a tick, and the margin that entries of this tick added. */
export interface TickBooks {
  readonly tick: number
  readonly place: string
  readonly equity: number
  readonly addedMargin: number
}

/** What the figures of a run rest on, from its journal alone. */
export interface JournalFacts {
  readonly started: JournalEntry
  /** The start, then every valuation. */
  readonly samples: readonly JournalEntry[]
  readonly last: JournalEntry
  readonly fills: Booked
  readonly fundings: Booked
  /** The fills that closed a pair. */
  readonly pairs: Booked
  readonly liquidated: string | null
  readonly ticks: readonly TickBooks[]
}

const NONE: Booked = { count: 0, first: null, last: null }

const once = ({ count, first }: Booked, place: string): Booked => {
  return { count: count + 1, first: first ?? place, last: place }
}

/** Reads a run's journal once. Throws Failure (not found) where its season is unfinished. */
export async function journalFacts(ledger: Ledger, run: FoundRun): Promise<JournalFacts> {
  let [fills, fundings, pairs] = [NONE, NONE, NONE]
  let liquidated: string | null = null
  let last: JournalEntry | undefined
  const samples: JournalEntry[] = []
  const ticks: TickBooks[] = []
  for await (const entries of readJournal(ledger, run)) {
    for (const entry of entries) {
      const { event } = entry
      const place = placeText(event)
      if (event.type === 'GridStarted' || event.type === 'Valued') samples.push(entry)
      if (event.type === 'OrderFilled') fills = once(fills, place)
      if (event.type === 'FundingSettled') fundings = once(fundings, place)
      if (event.type === 'PositionLiquidated') liquidated = place
      if (entry.pairs > (last?.pairs ?? 0)) pairs = once(pairs, place)
      addTick(ticks, entry, place)
      last = entry
    }
  }
  const [started] = samples
  if (started === undefined || last === undefined) throw new Error(`${run.run} has no events`)
  return { started, samples, last, fills, fundings, pairs, liquidated, ticks }
}

function addTick(ticks: TickBooks[], { event, balances }: JournalEntry, place: string): void {
  const tick = event.tick ?? 0
  const same = ticks.at(-1)?.tick === tick ? ticks.pop() : undefined
  const added = event.type === 'ParametersAmended' ? event.data.addedMargin : 0
  const addedMargin = (same?.addedMargin ?? 0) + added
  ticks.push({ tick, place, equity: bookedEquity(balances), addedMargin })
}

type ChangingEvent = Extract<
  RecordedRunEvent,
  { readonly type: 'GridStarted' | 'ParametersAmended' | 'GridStopped' }
>

/** What changed the grid of a run: its start, an amendment, its end; with its place. */
export type GridChange = ChangingEvent & { readonly place: string }

export async function gridChanges(
  ledger: Ledger,
  { streams }: FoundRun,
): Promise<readonly GridChange[]> {
  const changes: GridChange[] = []
  for await (const read of ledger.read(streams.run)) {
    const { batch, firstRevision } = valueOf(read)
    if (batch.kind !== 'sparse') throw new Error(`${streams.run} is not sparse`)
    for (const [row, event] of batch.events.entries()) {
      const place = `${streams.run}@${firstRevision + row}`
      if (isChange(event)) changes.push({ ...event, place })
    }
  }
  return changes
}

const isChange = (event: SparseEvent): event is ChangingEvent =>
  event.type === 'GridStarted' || event.type === 'ParametersAmended' || event.type === 'GridStopped'

/** Rows of a dense stream: the revision of the first, their times, causes and first fields. */
export interface DenseRows {
  readonly firstRevision: number
  readonly count: number
  readonly times: Float64Array
  readonly causes: Float64Array
  readonly values: Float64Array
}

const NO_ROWS = new Float64Array()

/** A dense stream from its first row to its last. */
export async function* denseRows(ledger: Ledger, stream: string): AsyncGenerator<DenseRows> {
  for await (const read of ledger.read(stream)) {
    const { batch, firstRevision } = valueOf(read)
    if (batch.kind !== 'dense') throw new Error(`${stream} is not dense`)
    const { count, columns } = batch
    const [times = NO_ROWS, causes = NO_ROWS, values = NO_ROWS] = columns
    yield { firstRevision, count, times, causes, values }
  }
}
