import type { SparseData, SparseEvent } from '@gridledger/domain'

/** What a ledger holds of a run, as plain lists. */
export interface PlainRun {
  readonly events: readonly SparseEvent[]
  readonly times: readonly number[]
  readonly prices: readonly number[]
}

/** What happened at one price of a run, found by looking through everything. */
export function naiveLine({ events, times, prices }: PlainRun, priceTicks: number) {
  const start = times[0]!
  const tickOf = (event: SparseEvent) => event.tick ?? -1
  const placed = events.flatMap((event, revision) =>
    event.type === 'OrderPlaced' && event.data.priceTicks === priceTicks
      ? [{ revision, tick: tickOf(event), data: event.data }]
      : [],
  )
  const ends = new Map<number | null, SparseEvent>()
  for (const event of events) {
    if (event.type === 'OrderFilled' || event.type === 'OrderCancelled')
      ends.set(event.data.order, event)
  }
  const stop = events.find(({ type }) => type === 'GridStopped')!
  const endOf = (revision: number) => ends.get(revision) ?? stop
  const fills = placed.flatMap(({ revision }) => {
    const end = endOf(revision)
    return end.type === 'OrderFilled' ? [{ tick: tickOf(end), ...end.data }] : []
  })
  return {
    placed,
    fills,
    endOf,
    stopTick: tickOf(stop),
    /** The last tick at or before a time. */
    tickAt: (micros: number) => times.filter((time) => time <= micros).length - 1,
    /** The ticks of the minute that a time lies in. */
    candle: (micros: number) => {
      const minute = Math.floor((micros - start) / 60_000_000)
      const isIn = (time: number) => Math.floor((time - start) / 60_000_000) === minute
      return times.flatMap((time, tick) => (isIn(time) ? [tick] : []))
    },
    /** The orders that rest after all events of a tick. */
    restingAfter: (tick: number) =>
      placed.filter((order) => order.tick <= tick && tickOf(endOf(order.revision)) > tick),
    /** The lines in force after a tick. */
    linesAt: (tick: number): readonly number[] => {
      const laid = events.findLast(
        (event) =>
          (event.type === 'GridStarted' ||
            (event.type === 'ParametersAmended' && event.data.relaid)) &&
          tickOf(event) <= tick,
      )
      return laid?.type === 'GridStarted' || laid?.type === 'ParametersAmended'
        ? laid.data.linesTicks
        : []
    },
    /** How many ticks a price misses an order by. */
    missing: (side: SparseData<'OrderPlaced'>['side'], tick: number) =>
      side === 'buy' ? prices[tick]! - priceTicks : priceTicks - prices[tick]!,
  }
}
