import { type Cause, type InstrumentUnits, type Ledger, priceOf } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { type AnyEvent, type Placed, placedAt } from '../audit/records'
import type { HistoryEvent } from './runHistory'

/** What brought an event about: an event, undefined where the ledger has none at that place. */
export interface FoundCause {
  readonly place: Cause
  readonly placed: Placed | undefined
}

/** The cause of an event and, where that is another event, the tick at which both happened. */
export async function causesOf(
  ledger: Ledger,
  { event, ticks }: HistoryEvent,
): Promise<readonly FoundCause[]> {
  const { cause, tick } = event
  const places = [cause]
  if (tick !== null && cause.stream !== ticks) places.push({ stream: ticks, revision: tick })
  return Promise.all(
    places.map(async (place) => ({ place, placed: await placedAt(ledger, place) })),
  )
}

/** A cause for programs: its place, what it was, when, and at which price; null where it has none. */
export function causeJson({ place, placed }: FoundCause, units: InstrumentUnits): object {
  const { stream, revision } = place
  if (placed === undefined) return { stream, revision, type: null, time: null, price: null }
  const { type, timeMicros } = placed.event
  const ticks = ticksOf(placed.event)
  const price = ticks === null ? null : priceOf(units, ticks).toFixed()
  return { stream, revision, type, time: isoTime(timeMicros), price }
}

/** The price that an event names, last or mark. */
function ticksOf({ data }: AnyEvent): number | null {
  if ('priceTicks' in data) return data.priceTicks
  return 'markTicks' in data ? data.markTicks : null
}
