import {
  type AmendmentSet,
  type Contender,
  type DrivenEntry,
  type DrivenSeason,
  type TimeMicros,
  at,
  checkBatch,
  checksStream,
  contenders,
  drive,
  planStart,
  recorder,
  refusalText,
  runStream,
} from '@gridledger/domain'
import { isoTime } from '../isoTime'
import type { RunSlice, SeasonBatch } from '../seasonBatch'
import { GRID } from './coin'
import { type MarketSketch, type SketchedMarket, enteredEvent, marketOf, seasonOn } from './market'
import { SEASON } from './names'
import { type AmendmentSketch, type GridSketch, amendmentSetOf, parametersOf } from './parameters'
import { entryOf } from './seasonOf'
import { within } from './validEvent'

/** A grid bot: what is other than in `GRID`, and its changes in order of time. */
export interface BotSketch extends GridSketch {
  readonly amendments?: readonly {
    readonly atMicros: TimeMicros
    readonly set: AmendmentSketch
  }[]
}

/** A market, and the bots that trade on it. */
export interface SimulationSketch extends MarketSketch {
  /** By contestant, in order of entry; one `bot` with `GRID` where nothing is said. */
  readonly bots?: Readonly<Record<string, BotSketch>>
}

/**
 * A season whose every event the engine itself makes, as the one batch that holds all of it. The
 * first tick starts the grids, the last one values them. Throws RangeError where the sketch is no
 * market, and with the words of the refusal where a grid is refused.
 */
export function simulatedSeason({ bots = { bot: {} }, ...sketch }: SimulationSketch): SeasonBatch {
  const market = marketOf(sketch)
  const { ticks, markTicks, instrument, rules, tape, highTicks } = market
  if (ticks.batch.count < 2) {
    throw new RangeError('ticks: expected at least two, a start and an end, found one')
  }
  const entries = Object.entries(bots).map(([name, bot]) =>
    within(`bots.${name}`, () => entryIn(market, name, bot)),
  )
  const driven: DrivenSeason = {
    season: SEASON,
    instrument,
    rules,
    entries,
    tape: {
      name: tape,
      opening: [market.opened, ...market.fundings],
      highTicks,
      ticks: ticks.batch,
    },
  }
  const runs = contenders(driven).map((contender): [string, RunSlice] => {
    const made = recorder(ticks.batch.count)
    drive(contender, driven, ticks, markTicks, made)
    return [contender.entry.entry.contestant, sliceOf(contender, made, ticks.stream)]
  })
  const entered = entries.map(({ event }) => event)
  return { ...seasonOn(market, entered), runs: new Map(runs) }
}

function sliceOf(
  { run }: Contender,
  made: ReturnType<typeof recorder>,
  ticksStream: string,
): RunSlice {
  const batch = checkBatch(made, ticksStream)
  return {
    events: { stream: runStream(run), firstRevision: 0, events: made.events },
    checks: batch.count === 0 ? null : { stream: checksStream(run), firstRevision: 0, batch },
  }
}

function entryIn(market: SketchedMarket, name: string, bot: BotSketch): DrivenEntry {
  const { amendments = [], ...grid } = bot
  const { instrument, rules, ticks, markTicks, highTicks } = market
  const parameters = parametersOf(grid, GRID)
  const entry = {
    ...entryOf(name, parameters),
    amendments: amendments.map(({ atMicros, set }, index) => ({
      atMicros,
      set: within(`amendments[${index}].set`, () => amendmentIn(set)),
    })),
  }
  requireTimes(market, entry.amendments)
  const [priceTicks, startMark] = [at(ticks.batch.columns[2] ?? [], 0), at(markTicks, 0)]
  const plan = planStart(
    { instrument, parameters, rules },
    { priceTicks, markTicks: startMark, highTicks },
  )
  if (plan._tag === 'Left') throw new RangeError(refusalText(plan.left))
  return { entry, plan: plan.right, event: enteredEvent(market, entry) }
}

function amendmentIn(sketch: AmendmentSketch): AmendmentSet {
  const set = amendmentSetOf(sketch)
  if (set.fillRule !== 'through') return set
  const expected = 'expected touch or cross on a tape of candles, which shows no trades'
  throw new RangeError(`fillRule: ${expected}, found through`)
}

/** Amendments come in order of time, between start and end. */
function requireTimes(
  { ticks }: SketchedMarket,
  amendments: readonly { readonly atMicros: TimeMicros }[],
): void {
  const [times = []] = ticks.batch.columns
  const end = at(times, ticks.batch.count - 1)
  let before = at(times, 0)
  for (const [index, { atMicros }] of amendments.entries()) {
    if (!(atMicros > before && atMicros < end)) {
      const expected = `expected a time between ${isoTime(before)} and ${isoTime(end)}`
      throw new RangeError(`amendments[${index}].atMicros: ${expected}, found ${isoTime(atMicros)}`)
    }
    before = atMicros
  }
}
