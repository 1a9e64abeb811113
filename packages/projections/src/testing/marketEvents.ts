import { type Instrument, type MarketRules, type SparseEvent, tapeStream } from '@gridledger/domain'
import { isoTime } from '../isoTime'
import type { MarketSketch } from './market'
import { FILE, SEASON, TAPE } from './names'
import { DAY, MINUTE } from './times'
import { validEvent, within } from './validEvent'
import { textOf } from './written'

/** When a season begins and ends. */
export type Span = readonly [fromMicros: number, toMicros: number]

export function tapeOpened(
  { intervalMicros = MINUTE, marks, fundings }: MarketSketch,
  instrument: Instrument,
  [fromMicros, toMicros]: Span,
): SparseEvent {
  return validEvent({
    type: 'TapeOpened',
    timeMicros: fromMicros,
    tick: null,
    cause: { stream: FILE.file, revision: 1 },
    data: {
      tape: TAPE,
      kind: 'candles',
      instrument,
      candles: FILE,
      intervalMicros,
      candlePath: 'nearest',
      mark: marks === undefined ? null : FILE,
      markIntervalMicros: marks === undefined ? null : intervalMicros,
      funding: fundings === undefined ? null : { ...FILE, file: 'funding.csv' },
      fundingFromMicros: fundings?.at(0)?.[0] ?? null,
      fundingToMicros: fundings?.at(-1)?.[0] ?? null,
      fromMicros,
      toMicros,
    },
  })
}

export function seasonOpened(
  { sampleEveryMicros = DAY }: MarketSketch,
  instrument: Instrument,
  rules: MarketRules,
  [startMicros, endMicros]: Span,
): SparseEvent {
  return validEvent({
    type: 'SeasonOpened',
    timeMicros: startMicros,
    tick: null,
    cause: { stream: tapeStream(TAPE), revision: 0 },
    data: {
      season: SEASON,
      title: 'A sketched season',
      notes: [],
      instrument: instrument.name,
      tape: TAPE,
      startMicros,
      endMicros,
      sampleEveryMicros,
      ...rules,
    },
  })
}

/** The funding rates of a tape. Throws RangeError where one is out of order or outside of the season. */
export function fundingsOf(
  { fundings = [] }: MarketSketch,
  [from, to]: Span,
): readonly SparseEvent[] {
  let before = from
  return fundings.map(([timeMicros, rate], row) =>
    within(`fundings[${row}]`, () => {
      if (timeMicros > to || timeMicros < before || timeMicros === from) {
        const earliest = before === from ? 'after the start' : 'not before the one before it'
        const expected = `${earliest}, ${isoTime(before)}, and up to the last tick, ${isoTime(to)}`
        throw new RangeError(`time: expected one ${expected}, found ${isoTime(timeMicros)}`)
      }
      before = timeMicros
      return validEvent({
        type: 'FundingRatePublished',
        timeMicros,
        tick: null,
        cause: { stream: 'funding.csv', revision: row + 2 },
        data: { rate: within('rate', () => textOf(rate)) },
      })
    }),
  )
}
