import type { FillRule, RunStreams, RunType } from '@gridledger/domain'
import type { RecordedRunEvent } from '../season/stateBefore'
import type { GridStop, LaidLines, LineHistory, StopTrigger } from './lineHistory'
import type { LineOrder, OrderEnd, OrderOrigin, Place } from './lineOrder'

/** A history while it is read; a new object an event would cost more than the event. */
export interface Draft extends LineHistory {
  readonly orders: Open[]
  readonly laid: LaidLines[]
  readonly rules: { readonly fromTick: number; readonly rule: FillRule }[]
  stop: GridStop | null
  lastTick: number
  /** What the next orders may come from: the fills of this tick, and a start or an amendment. */
  readonly origins: Map<number, OrderOrigin>
  trigger: StopTrigger | null
}
type Open = { -readonly [K in keyof LineOrder]: LineOrder[K] }
type Cancelled = Extract<OrderEnd, { kind: 'cancelled' }>
type EventOf<Type extends RunType> = Extract<RecordedRunEvent, { type: Type }>
export interface WatchedPrice {
  readonly priceTicks: number
  readonly streams: RunStreams
}

/** A history without events. */
export function emptyDraft(): Draft {
  const lists = { orders: [], laid: [], rules: [], origins: new Map<number, OrderOrigin>() }
  return { ...lists, stop: null, lastTick: -1, trigger: null }
}

/** Brings a history from before an event to after it. */
export function follow(
  draft: Draft,
  event: RecordedRunEvent,
  place: Place,
  watched: WatchedPrice,
): void {
  if (place.tick !== draft.lastTick) draft.origins.clear()
  draft.lastTick = place.tick
  switch (event.type) {
    case 'GridStarted':
      draft.rules.push({ fromTick: place.tick, rule: event.data.fillRule })
      return lay(draft, event.data, place, 'start')
    case 'ParametersAmended':
      draft.rules.push({ fromTick: place.tick, rule: event.data.fillRule })
      nameCause(draft, 'amendment', place)
      if (event.data.relaid) lay(draft, event.data, place, 'amendment')
      return
    case 'OrderPlaced':
      return placed(draft, event, place, watched)
    case 'OrderFilled':
      return filled(draft, event, place)
    case 'OrderCancelled':
      return cancelled(draft, event, place, watched)
    case 'TakeProfitTriggered':
    case 'StopLossTriggered': {
      const kind = event.type === 'TakeProfitTriggered' ? 'take-profit' : 'stop-loss'
      const { by, threshold } = event.data
      draft.trigger = { revision: place.revision, kind, by, threshold }
      return
    }
    case 'PositionLiquidated':
      return nameCause(draft, 'liquidation', place)
    case 'GridStopped':
      return stopped(draft, event, place)
    case 'FundingSettled':
    case 'AmendmentRefused':
      return
  }
}

function lay(
  draft: Draft,
  { linesTicks, priceTicks }: Pick<LaidLines, 'linesTicks' | 'priceTicks'>,
  place: Place,
  kind: 'start' | 'amendment',
): void {
  draft.laid.push({ place, linesTicks, priceTicks })
  draft.origins.set(place.revision, { kind, event: place.revision })
}

function placed(
  draft: Draft,
  { data, cause }: EventOf<'OrderPlaced'>,
  place: Place,
  { priceTicks, streams }: WatchedPrice,
): void {
  const { side, line, quantityLots } = data
  const own = cause.stream === streams.run
  const last = draft.orders.at(-1)
  if (own && last?.end?.kind === 'filled' && last.end.place.revision === cause.revision) {
    const counter = { side, priceTicks: data.priceTicks, revision: place.revision }
    last.end = { ...last.end, counter }
  }
  if (data.priceTicks !== priceTicks) return
  const origin = (own ? draft.origins.get(cause.revision) : undefined) ?? {
    kind: 'tick',
    event: place.tick,
  }
  draft.orders.push({ side, line, priceTicks, quantityLots, placed: place, origin, end: null })
}

function filled(draft: Draft, { data }: EventOf<'OrderFilled'>, place: Place): void {
  const { fill, kind, order } = data
  const event = place.revision
  draft.origins.set(
    event,
    kind === 'base' ? { kind: 'start', event } : { kind: 'fill', event, fill },
  )
  const last = draft.orders.at(-1)
  if (last === undefined || last.placed.revision !== order) return
  last.end = { kind: 'filled', place, fill, counter: null }
}

function cancelled(
  draft: Draft,
  { data, cause }: EventOf<'OrderCancelled'>,
  place: Place,
  { streams }: WatchedPrice,
): void {
  const last = draft.orders.at(-1)
  if (last === undefined || last.placed.revision !== data.order) return
  const { trigger } = draft
  if (trigger !== null && cause.stream === streams.run && cause.revision === trigger.revision) {
    last.end = { kind: 'cancelled', place, by: trigger.kind, event: trigger.revision }
    return
  }
  const by = cause.stream === streams.checks ? 'liquidation' : 'amendment'
  last.end = { kind: 'cancelled', place, by, event: place.revision }
}

/** An amendment and a liquidation are recorded after the orders that they cancel. */
function nameCause(draft: Draft, by: Cancelled['by'], { tick, revision }: Place): void {
  const last = draft.orders.at(-1)
  if (last?.end?.kind !== 'cancelled' || last.end.by !== by || last.end.place.tick !== tick) return
  last.end = { ...last.end, event: revision }
}

function stopped(draft: Draft, { data }: EventOf<'GridStopped'>, place: Place): void {
  draft.stop = { place, reason: data.reason, trigger: draft.trigger }
  const last = draft.orders.at(-1)
  if (last?.end === null) last.end = { kind: 'season-end', place }
}
