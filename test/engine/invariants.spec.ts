import * as E from 'fp-ts/Either'
import {
  type BotState,
  type SparseEvent,
  decide,
  decodeEvent,
  encodeEvent,
  evolve,
  finish,
  initialState,
  restingOrders,
} from '@gridledger/domain'
import { amendedSeasons } from './amendedSeasons'
import { bookRules } from './bookRules'
import { allowedCauses, causeText } from './causes'
import { type Emitted, type EmittedEvent, STREAMS, drive, recorder } from './harness'
import { type Tally, hold, same } from './hold'
import { openPurse } from './purse'
import type { Season } from './seasons'

const RUNS = 60
const cases = amendedSeasons(50, 300)

/** What 60 seasons must contain at least: a tenth to a third of what they usually do. */
const EXPECTED = { amended: 5, relaid: 5, refused: 15, liquidated: 2, stopped: 3 }

/** What always holds, whatever the grid, the tape, the funding and the amendments. */
describe('always', () => {
  it('equity is what the events alone say, at every tick', () => {
    hold(cases, RUNS, EXPECTED, (season, tally) => {
      const purse = openPurse(season)
      const next = news()
      const { events } = drive(season, (state, emitted, { markTicks }) => {
        for (const each of next(emitted)) if (each.kind === 'event') purse.book(each.event)
        const { cash, cost, fees, funding, positionLots, units } = state
        const equity = cash + positionLots * markTicks * units.moneyPerLotTick
        same(purse.equity(markTicks), BigInt(equity))
        const told = [purse.cost(), purse.fees(), purse.funding(), purse.position()]
        same(told, [cost, fees, funding, positionLots].map(BigInt))
      })
      tallyEvents(events, tally)
    })
  })

  it('a check at each tick that holds a position says what the events say, and is obeyed', () => {
    hold(cases, RUNS, EXPECTED, (season, tally) => {
      const purse = openPurse(season)
      const next = news()
      const { events } = drive(season, (state, emitted, { markTicks, revision }) => {
        const now = next(emitted)
        for (const each of now) {
          if (each.kind === 'event') purse.book(each.event)
          else {
            const { equity, maintenance, pendingFees } = each
            same({ equity, maintenance, pendingFees }, purse.check(markTicks))
            same(now.some(isLiquidation), equity - pendingFees <= maintenance)
          }
        }
        const checks = now.filter(({ kind }) => kind === 'check').length
        const isEnd = revision === season.ticks.length - 1
        if (isEnd || state.positionLots !== 0) same(checks, isEnd ? 0 : 1)
      })
      tallyEvents(events, tally)
    })
  })

  it('the book has the shape of the rules, fills alternate and no line is passed over', () => {
    hold(cases, RUNS, EXPECTED, (season, tally) => {
      const book = bookRules()
      const next = news()
      const { events } = drive(season, (state, emitted, { revision, priceTicks }) => {
        const now = next(emitted).flatMap((each) => (each.kind === 'event' ? [each.event] : []))
        now.forEach((event) => book.see(event))
        const relaid = now.some((each) => each.type === 'ParametersAmended' && each.data.relaid)
        const isEnd = revision === season.ticks.length - 1
        if (!isEnd) book.expect(restingOrders(state), priceTicks, revision > 0 && !relaid)
      })
      tallyEvents(events, tally)
    })
  })

  it('fills and cancellations point to the open order that they end', () => {
    hold(cases, RUNS, EXPECTED, (season, tally) => {
      const open = new Map<number, string>()
      let fills = 0
      const { events } = drive(season)
      for (const [revision, { event }] of events.entries()) {
        if (event.type === 'OrderFilled') same(event.data.fill, (fills += 1))
        if (event.type === 'OrderPlaced') {
          const { side, line, slot, priceTicks, quantityLots } = event.data
          open.set(revision, `${side} ${line} ${slot} ${quantityLots}@${priceTicks}`)
        } else if (event.type === 'OrderFilled' && event.data.kind === 'grid') {
          const { order, side, line, slot, priceTicks, quantityLots } = event.data
          if (order === null) throw new Error('a grid fill without its order')
          same(open.get(order), `${side} ${line} ${slot} ${quantityLots}@${priceTicks}`)
          open.delete(order)
        } else if (event.type === 'OrderFilled') {
          same([event.data.order, event.data.line], [null, null])
        } else if (event.type === 'OrderCancelled') {
          const { order, side, line } = event.data
          const placed = open.get(order)?.split(' ') ?? []
          same(placed.slice(0, 2), [side, String(line)])
          open.delete(order)
        } else if (isEndOfOrders(event)) same([...open.keys()], [])
      }
      tallyEvents(events, tally)
    })
  })

  it('causes are the tick, an earlier event, the last check, or what fell due', () => {
    hold(cases, RUNS, EXPECTED, (season, tally) => {
      const { emitted, events } = drive(season)
      let [revision, checks] = [0, 0]
      for (const each of emitted) {
        if (each.kind === 'check') checks += 1
        else {
          const cause = causeText(events, each, revision, checks)
          if (!allowedCauses(each.event).includes(cause)) {
            throw new Error(`event ${revision}, ${each.event.type}, comes from ${cause}`)
          }
          revision += 1
        }
      }
      tallyEvents(events, tally)
    })
  })

  it('the events alone, replayed, make the state that deciding made', () => {
    hold(cases, RUNS, EXPECTED, (season, tally) => {
      const replayed = initialState(STREAMS, [], highOf(season))
      const next = news()
      const { events } = drive(season, (state, emitted, { revision }) => {
        for (const each of next(emitted)) if (each.kind === 'event') evolve(replayed, each.event)
        if (revision % 8 === 0) same(recordedPart(replayed), recordedPart(state))
      })
      tallyEvents(events, tally)
    })
  })

  it('a bot that goes on from its events alone goes on in the same way', () => {
    hold(cases, RUNS, EXPECTED, (season, tally) => {
      const { emitted, events } = drive(season)
      const seam = Math.floor(season.ticks.length / 3)
      const past = emitted.filter(({ tick }) => tick < seam)
      const future = goneOn(season, past, seam)
      same(future, emitted.slice(past.length))
      tallyEvents(events, tally)
    })
  })

  it('the same input gives the same events', () => {
    hold(cases, RUNS, EXPECTED, (season, tally) => {
      const { emitted, events } = drive(season)
      same(drive(season).emitted, emitted)
      tallyEvents(events, tally)
    })
  })

  it('events are read as they were written', () => {
    hold(amendedSeasons(20, 50), RUNS, { amended: 5, relaid: 5, refused: 5 }, (season, tally) => {
      const { events } = drive(season)
      for (const { event, timeMicros, tick, cause } of events) {
        const written: SparseEvent = { ...event, timeMicros, tick, cause }
        const read = decodeEvent(encodeEvent(written))
        if (E.isLeft(read)) throw new Error(read.left.join(', '))
        same(read.right, written)
      }
      tallyEvents(events, tally)
    })
  })
})

/** Gives what was emitted since it was last asked. */
function news(): (emitted: readonly Emitted[]) => readonly Emitted[] {
  let seen = 0
  return (emitted) => {
    const fresh = emitted.slice(seen)
    seen = emitted.length
    return fresh
  }
}

const isLiquidation = (each: Emitted): boolean =>
  each.kind === 'event' && each.event.type === 'PositionLiquidated'

/** Where no order may be open any more. */
function isEndOfOrders(event: EmittedEvent['event']): boolean {
  if (event.type === 'ParametersAmended') return event.data.relaid
  if (event.type === 'GridStopped') return event.data.reason !== 'seasonEnd'
  return event.type === 'PositionLiquidated'
}

/** What the run's stream says of a state: not what lies ahead, nor what another stream counts. */
function recordedPart(state: BotState): Partial<BotState> {
  const { due: _due, nextDue: _next, nextDueMicros: _micros, checks: _checks, ...rest } = state
  return rest
}

/** Takes the season up at a tick, with a state that followed the events before it. */
function goneOn(season: Season, past: readonly Emitted[], seam: number): readonly Emitted[] {
  const before = season.ticks[seam - 1]?.timeMicros ?? 0
  const due = season.due.filter(({ timeMicros }) => timeMicros > before)
  const state = initialState(STREAMS, due, highOf(season))
  for (const each of past) {
    if (each.kind === 'event') evolve(state, each.event)
    else state.checks += 1
  }
  const { emitted, emit } = recorder()
  for (const tick of season.ticks.slice(seam)) {
    if (tick.revision === season.ticks.length - 1) finish(state, tick, emit)
    else decide(state, tick, emit)
  }
  return emitted
}

function highOf({ ticks }: Season): number {
  return Math.max(...ticks.map(({ priceTicks }) => priceTicks))
}

function tallyEvents(events: readonly EmittedEvent[], { count }: Tally): void {
  for (const { event } of events) {
    if (event.type === 'ParametersAmended') count(event.data.relaid ? 'relaid' : 'amended')
    count('refused', event.type === 'AmendmentRefused')
    if (event.type === 'AmendmentRefused') count(event.data.reason)
    count('rebased', event.type === 'OrderFilled' && event.data.kind === 'rebase')
    count('liquidated', event.type === 'PositionLiquidated')
    count('stopped', event.type === 'TakeProfitTriggered' || event.type === 'StopLossTriggered')
  }
}
