import {
  type Cause,
  DENSE_FIELDS,
  type DenseBatch,
  type DenseData,
  type DenseType,
  type Ledger,
  type Recorded,
  type SparseEvent,
  type WireEvent,
  at,
  denseEvent,
  ownerOf,
  wireEvent,
} from '@gridledger/domain'
import { run, valueOf } from '../failure'
import { isForkName, storedPlace } from '../season/forks'
import { readSparse } from '../season/market'
import { type MarketAt, marketAt } from '../season/ticksAt'

/** An event of a dense stream in the form that sparse ones have. */
export type DenseEvent = { readonly [T in DenseType]: Recorded<T, DenseData<T>> }[DenseType]
export type AnyEvent = SparseEvent | DenseEvent

/** An event and where it stands. */
export interface Placed<Event extends AnyEvent = AnyEvent> {
  readonly stream: string
  readonly revision: number
  readonly event: Event
  /** The event as `events --json` prints it. */
  readonly wire: () => WireEvent
}

/** Narrows a placed event to one type. */
export const isOf =
  <Type extends AnyEvent['type']>(type: Type) =>
  (placed: Placed): placed is Placed<Extract<AnyEvent, { readonly type: Type }>> =>
    placed.event.type === type

/**
 * What an audit reads of a ledger: sparse streams whole and once, dense ones a few rows at the
 * places that it asks for.
 */
export interface Records {
  readonly ledger: Ledger
  /** All events of a sparse stream; none where there is no such stream. */
  readonly sparse: (stream: string) => Promise<readonly SparseEvent[]>
  /** Rows of a dense stream from one revision to before another, as far as there are any. */
  readonly dense: (stream: string, from: number, to: number) => Promise<readonly Placed[]>
  /** The event at a place, in the stream that holds it; undefined where there is none. */
  readonly find: (place: Cause) => Promise<Placed | undefined>
  /** Price and mark at a tick; undefined beyond the tape's end. */
  readonly market: (tape: string, tick: number) => Promise<MarketAt | undefined>
  /** How many events a stream has. */
  readonly count: (stream: string) => Promise<number>
}

export function recordsOf(ledger: Ledger): Records {
  const streams = new Map<string, readonly SparseEvent[]>()
  const markets = new Map<string, MarketAt | undefined>()
  const places = new Map<string, Promise<Cause>>()
  const placeOf = (place: Cause): Promise<Cause> => {
    if (!isForkName(place.stream)) return Promise.resolve(place)
    const key = `${place.stream}@${place.revision}`
    const known = places.get(key) ?? storedPlace(ledger, place)
    places.set(key, known)
    return known
  }
  const records: Records = {
    ledger,
    sparse: async (stream) => {
      const known = streams.get(stream)
      if (known !== undefined) return known
      const { events } = await readSparse(ledger, stream)
      streams.set(stream, events)
      return events
    },
    dense: async (stream, from, to) => {
      const placed: Placed[] = []
      for await (const read of ledger.read(stream, Math.max(0, from), to)) {
        const { batch, firstRevision } = valueOf(read)
        if (batch.kind !== 'dense') throw new Error(`${stream} is not dense`)
        for (let row = 0; row < batch.count; row += 1)
          placed.push(placedRow(batch, row, { stream, revision: firstRevision + row }))
      }
      return placed
    },
    find: async (place) => {
      const { stream, revision } = await placeOf(place)
      if (isDense(stream)) return (await records.dense(stream, revision, revision + 1))[0]
      const event = (await records.sparse(stream))[revision]
      return event === undefined ? undefined : placedEvent(event, { stream, revision })
    },
    market: async (tape, tick) => {
      const key = `${tape}@${tick}`
      if (!markets.has(key)) markets.set(key, await marketAt(ledger, tape, tick))
      return markets.get(key)
    },
    count: async (stream) => (await run(ledger.head(stream)))?.events ?? 0,
  }
  return records
}

/** The event at a place, which alone is read; undefined where there is none. */
export async function placedAt(ledger: Ledger, place: Cause): Promise<Placed | undefined> {
  const { stream, revision } = place
  for await (const read of ledger.read(stream, revision, revision + 1)) {
    const { batch } = valueOf(read)
    if (batch.kind === 'dense') return placedRow(batch, 0, place)
    const [event] = batch.events
    if (event !== undefined) return placedEvent(event, place)
  }
  return undefined
}

export const isDense = (stream: string): boolean => /^(ticks|marks|checks)-/.test(stream)

export function placedEvent<Event extends SparseEvent>(event: Event, place: Cause): Placed<Event> {
  return { ...place, event, wire: () => wireEvent(event) }
}

function placedRow(batch: DenseBatch, row: number, place: Cause): Placed {
  const column = (index: number) => at(batch.columns[index] ?? [], row)
  const timeMicros = column(0)
  const cause = { stream: batch.causeStream, revision: column(1) }
  const [first, second, third] = DENSE_FIELDS[batch.type].map((_, index) => column(index + 2))
  const event = denseEventOf(batch.type, { timeMicros, cause, revision: place.revision }, [
    first ?? 0,
    second ?? 0,
    third ?? 0,
  ])
  return { ...place, event, wire: () => denseEvent(batch, row, place.revision) }
}

function denseEventOf(
  type: DenseType,
  {
    timeMicros,
    cause,
    revision,
  }: { readonly timeMicros: number; readonly cause: Cause; readonly revision: number },
  [first, second, third]: readonly [number, number, number],
): DenseEvent {
  switch (type) {
    case 'PriceTicked':
      return { type, timeMicros, tick: revision, cause, data: { priceTicks: first } }
    case 'MarkPriceTicked':
      return { type, timeMicros, tick: null, cause, data: { markTicks: first } }
    case 'LiquidationChecked': {
      const data = { equity: first, maintenance: second, pendingFees: third }
      return { type, timeMicros, tick: cause.revision, cause, data }
    }
  }
}

/** An event in full: its place, whose it is, then the event as JSON carries it. */
export function fullEvent({ stream, revision, wire }: Placed): object {
  return { stream, revision, ...ownerOf(stream), ...wire() }
}
