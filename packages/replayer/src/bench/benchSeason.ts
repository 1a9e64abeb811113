import * as E from 'fp-ts/Either'
import {
  BTC_USDT_SWAP,
  type Emit,
  contenders,
  drive,
  markColumn,
  planStart,
} from '@gridledger/domain'
import type { DenseSlice } from '@gridledger/projections'
import { type Tape, makeTape } from '../import/tape'
import type { TapeSource } from '../import/tapeSource'
import {
  type PreparedSeason,
  enteredEvent,
  openedEvent,
  startMarket,
} from '../season/prepareSeason'
import { allTicks } from '../season/simulateSeason'
import { type BareCandles, bareLoop } from './bareLoop'
import { FULL_SIZE } from './benchSize'
import { YEAR_GRID, seededCandles, seededSource } from './seededYear'

/** The season of the bench: one bot on a seeded tape. */
export const BENCH_SEASON = 'year'
export const BENCH_BOT = 'bot'

/** Seeded candles for the engine and for the bare loop. */
export interface BenchYear {
  readonly prepared: PreparedSeason
  readonly bare: BareCandles
}

export function benchYear(bars: number): BenchYear {
  const candles = seededCandles(bars)
  const { openTicks, highTicks, lowTicks, closeTicks } = candles
  return {
    prepared: preparedOn(seededSource(candles)),
    bare: {
      open: Int32Array.from(openTicks),
      high: Int32Array.from(highTicks),
      low: Int32Array.from(lowTicks),
      close: Int32Array.from(closeTicks),
    },
  }
}

/** The bench's grid on all that a source has. */
export function preparedOn(source: TapeSource): PreparedSeason {
  const made = makeTape(source, { fromMicros: null, toMicros: null, candlePath: 'nearest' })
  if (E.isLeft(made)) throw new Error(made.left)
  const tape = made.right
  const rules = { fillRule: 'touch', neutralStart: 'slots' } as const
  const grid = { instrument: BTC_USDT_SWAP, parameters: YEAR_GRID, rules }
  const plan = planStart(grid, startMarket(tape))
  if (E.isLeft(plan)) throw new Error(plan.left.reason)
  const reasons = { proposedBy: null, rationale: null, confidence: null, chartInterval: null }
  const bot = { contestant: BENCH_BOT, kind: 'grid', parameters: YEAR_GRID } as const
  const entry = { ...bot, amendments: [], ...reasons, published: null }
  const season = BENCH_SEASON
  const facts = { season, title: season, notes: [], instrument: BTC_USDT_SWAP.name }
  return {
    season,
    instrument: BTC_USDT_SWAP,
    rules,
    tape,
    opened: openedEvent(tape, { ...facts, sampleEveryMicros: 86_400_000_000, ...rules }),
    entries: [{ entry, plan: plan.right, event: enteredEvent(season, tape, entry) }],
  }
}

/** What a season comes to with its events only counted. */
export interface Counted {
  /** Of run and checks. */
  readonly events: number
  readonly fills: number
}

/** The ticks of a tape without marks of its own, and what stands for the mark at each. */
export interface BenchMarket {
  readonly ticks: DenseSlice
  readonly marks: Float64Array
}

export async function benchMarket(tape: Tape): Promise<BenchMarket> {
  const ticks = await allTicks(tape)
  return { ticks, marks: markColumn(ticks, null, null).column }
}

/** A season with its events only counted. */
export function countEvents(prepared: PreparedSeason, { ticks, marks }: BenchMarket): Counted {
  let [events, checks] = [0, 0]
  const emit: Emit = {
    event: () => {
      events += 1
    },
    liquidationChecked: () => {
      checks += 1
    },
  }
  let fills = 0
  for (const contender of contenders(prepared)) {
    drive(contender, prepared, ticks, marks, emit)
    fills += contender.state.fills
  }
  return { events: events + checks, fills }
}

/** Both loops have to do the same work, or their ratio says nothing. */
export function requireSameFills({ fills }: Counted, bare: BareCandles): void {
  const expected = bareLoop(bare).fills
  // The bar at the end moves the bare loop four times more than the engine, which only values it.
  if (fills === 0 || Math.abs(fills - expected) > 4)
    throw new Error(`expected as many fills as the bare loop's ${expected}, found ${fills}`)
  const isYear = bare.open.length === FULL_SIZE.yearBars
  if (isYear && (fills < 25_000 || fills > 50_000))
    throw new Error(`expected 25,000 to 50,000 fills in a year, found ${fills}`)
}
