import {
  type Contender,
  type DenseBatch,
  type DrivenSeason,
  type Recorder,
  drive as driveTicks,
  initialState,
  liquidationTicks,
  recorder,
} from '@gridledger/domain'
import { type Life, STARTED_BY, STREAMS, drive } from './harness'
import { hold, same } from './hold'
import { type Season, seasons } from './seasons'

/**
 * A bot whose checks nobody asks about goes past the ticks at which nothing happens. What it does at
 * the others, and where it stands in the end, is what the engine does tick by tick.
 */
describe('a bot whose checks nobody asks about', () => {
  it('does the same in random seasons, whatever the batches', () => {
    const expected = { liquidated: 15, stopped: 15, paid: 50, fills: 4000 }
    hold(seasons(50, 300), 200, expected, (season, tally) => {
      const life = drive(season)
      for (const length of [7, season.ticks.length]) {
        const made = { ...recorder(0), liquidationChecked: null }
        const contender = driven(season, made, length)
        same(
          made.events.map(({ type, data, tick, cause }) => ({
            event: { type, data },
            tick,
            cause,
          })),
          life.events.map(({ event, tick, cause }) => ({ event, tick, cause })),
        )
        same(contender.state, life.state)
      }
      const isStopped = life.events.some(({ event }) => event.type === 'GridStopped')
      tally.count('liquidated', life.state.phase === 'liquidated')
      tally.count('stopped', isStopped && life.state.phase === 'stopped')
      for (const { event } of life.events) {
        tally.count('paid', event.type === 'FundingSettled')
        tally.count('fills', event.type === 'OrderFilled')
      }
    })
  })

  it('is liquidated by the very mark', () => {
    hold(seasons(10, 40), 200, { liquidated: 40 }, (season, tally) => {
      const edge = toTheEdge({ ...season, due: [] })
      if (edge === undefined) return
      const { events } = sameLife(edge)
      const last = events.findLast(({ event }) => event.type === 'PositionLiquidated')
      tally.count('liquidated', last?.tick === edge.ticks.length - 1)
    })
  })
})

/** Holds what becomes of a season without checks against its life with them. */
function sameLife(season: Season): Life {
  const life = drive(season)
  for (const length of [7, season.ticks.length]) {
    const made = { ...recorder(0), liquidationChecked: null }
    const contender = driven(season, made, length)
    same(
      made.events.map(({ type, data, tick, cause }) => ({ event: { type, data }, tick, cause })),
      life.events.map(({ event, tick, cause }) => ({ event, tick, cause })),
    )
    same(contender.state, life.state)
  }
  return life
}

/** A season that goes on with a mark next to the one that liquidates its position, then with that one. */
function toTheEdge(season: Season): Season | undefined {
  const running = { ...season, ends: false }
  const { state } = drive(running)
  const { units, positionLots, cash, pendingFees } = state
  const edge = liquidationTicks(units, positionLots, cash - pendingFees)
  const last = season.ticks.at(-1)
  if (edge === null || last === undefined) return undefined
  const next = [edge + Math.sign(positionLots), edge].map((markTicks, index) => {
    const later = index + 1
    const timeMicros = last.timeMicros + later
    return { ...last, revision: last.revision + later, timeMicros, markTicks }
  })
  return { ...running, ticks: [...season.ticks, ...next] }
}

/** Drives a season's bot over its ticks, some at a time. */
function driven(season: Season, made: Recorder, length: number): Contender {
  const { instrument, rules, parameters, plan, ticks, due, ends } = season
  const highTicks = Math.max(...ticks.map(({ priceTicks }) => priceTicks))
  const cause = { stream: 'season-test', revision: 0 }
  const count = ends ? ticks.length : ticks.length + 1
  const tape = { name: 'test', opening: [], highTicks, ticks: { count } }
  const data = { ...ENTRY, parameters }
  const event = { type: 'ContestantEntered' as const, timeMicros: 0, tick: null, cause, data }
  const entry = { event, entry: data, plan }
  const of: DrivenSeason = { season: 'test', instrument, rules, entries: [entry], tape }
  const state = initialState(STREAMS, due, highTicks)
  const contender: Contender = { run: 'test.bot', entry, entered: STARTED_BY, state }
  for (let from = 0; from < ticks.length; from += length) {
    const some = ticks.slice(from, from + length)
    const columns = [
      Float64Array.from(some, ({ timeMicros }) => timeMicros),
      new Float64Array(some.length),
      Float64Array.from(some, ({ priceTicks }) => priceTicks),
    ]
    const batch: DenseBatch = {
      kind: 'dense',
      type: 'PriceTicked',
      causeStream: '',
      count: some.length,
      columns,
    }
    const marks = Float64Array.from(some, ({ markTicks }) => markTicks)
    driveTicks(contender, of, { firstRevision: from, batch }, marks, made)
  }
  return contender
}

const ENTRY = {
  contestant: 'bot',
  kind: 'grid' as const,
  amendments: [],
  proposedBy: null,
  rationale: null,
  confidence: null,
  chartInterval: null,
  published: null,
}
