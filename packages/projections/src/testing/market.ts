import {
  type FillRule,
  type Instrument,
  type MarketRules,
  type NeutralStart,
  type SparseData,
  type SparseEvent,
  at,
  markColumn,
  seasonStream,
  tapeStream,
} from '@gridledger/domain'
import { isoTime } from '../isoTime'
import type { DenseSlice, SeasonBatch } from '../seasonBatch'
import { COIN } from './coin'
import { fundingsOf, seasonOpened, tapeOpened } from './marketEvents'
import { SEASON, TAPE } from './names'
import { priceColumns } from './priceColumns'
import { type Prices, timed } from './times'
import { validEvent, within } from './validEvent'
import type { Written } from './written'

/** The market of a season: it begins with its first tick and ends with its last. */
export interface MarketSketch {
  /** Last prices in quote currency, one a minute or each with its time. */
  readonly ticks: Prices
  /** Mark prices; without them, and before the first, the mark is the last price. */
  readonly marks?: Prices
  /** Rates by the time at which they fall due, after the start and up to the end. */
  readonly fundings?: readonly (readonly [timeMicros: number, rate: Written])[]
  /** `COIN` where it is not said. */
  readonly instrument?: Instrument
  /** A day where it is not said. */
  readonly sampleEveryMicros?: number
  /** Of the bars that the ticks come from: a minute where it is not said. */
  readonly intervalMicros?: number
  /** 'touch' where it is not said. A tape of candles shows no trades for 'through'. */
  readonly fillRule?: Exclude<FillRule, 'through'>
  /** 'slots' where it is not said. */
  readonly neutralStart?: NeutralStart
}

/** A market in events, all in whole batches. */
export interface SketchedMarket {
  readonly instrument: Instrument
  readonly rules: MarketRules
  readonly tape: string
  readonly opened: SparseEvent
  readonly seasonOpened: SparseEvent
  readonly fundings: readonly SparseEvent[]
  readonly ticks: DenseSlice
  readonly marks: DenseSlice | null
  /** The mark at each tick. */
  readonly markTicks: Float64Array
  readonly highTicks: number
}

/** The events of a market. Throws RangeError where the sketch is no market. */
export function marketOf(sketch: MarketSketch): SketchedMarket {
  const { instrument = COIN, fillRule = 'touch', neutralStart = 'slots' } = sketch
  const rows = timed(sketch.ticks)
  if (rows.length === 0) throw new RangeError('ticks: expected at least one price, found none')
  const ticks = priceColumns('PriceTicked', instrument, rows)
  const times = ticks.batch.columns[0] ?? []
  const span = [at(times, 0), at(times, rows.length - 1)] as const
  const marks = marksOf(sketch, instrument, span[1])
  const rules = { fillRule, neutralStart }
  return {
    instrument,
    rules,
    tape: TAPE,
    opened: within('TapeOpened', () => tapeOpened(sketch, instrument, span)),
    seasonOpened: within('SeasonOpened', () => seasonOpened(sketch, instrument, rules, span)),
    fundings: fundingsOf(sketch, span),
    ticks,
    marks,
    markTicks: markColumn(ticks, marks, null).column,
    highTicks: ticks.batch.columns[2]?.reduce((high, price) => Math.max(high, price), 0) ?? 0,
  }
}

/** A season on this market, before its runs. */
export function seasonOn(
  { opened, seasonOpened, fundings, ticks, marks }: SketchedMarket,
  entered: readonly SparseEvent[],
): Omit<SeasonBatch, 'runs'> {
  return {
    opening: [
      { stream: tapeStream(TAPE), firstRevision: 0, events: [opened] },
      { stream: seasonStream(SEASON), firstRevision: 0, events: [seasonOpened, ...entered] },
    ],
    fundings: { stream: tapeStream(TAPE), firstRevision: 1, events: fundings },
    marks,
    ticks,
  }
}

/** A contestant's entry in a season on this market. */
export function enteredEvent(
  { ticks }: SketchedMarket,
  data: SparseData<'ContestantEntered'>,
): SparseEvent {
  return within(`ContestantEntered of ${data.contestant}`, () =>
    validEvent({
      type: 'ContestantEntered',
      timeMicros: at(ticks.batch.columns[0] ?? [], 0),
      tick: null,
      cause: { stream: seasonStream(SEASON), revision: 0 },
      data,
    }),
  )
}

function marksOf(
  { marks }: MarketSketch,
  instrument: Instrument,
  endMicros: number,
): DenseSlice | null {
  if (marks === undefined) return null
  const rows = timed(marks)
  const slice = priceColumns('MarkPriceTicked', instrument, rows)
  const [lastMicros = endMicros] = rows.at(-1) ?? []
  if (lastMicros <= endMicros) return slice
  const expected = `expected a time up to the last tick, ${isoTime(endMicros)}`
  throw new RangeError(`marks[${rows.length - 1}]: time: ${expected}, found ${isoTime(lastMicros)}`)
}
