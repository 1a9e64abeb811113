import { either as E } from 'fp-ts'
import {
  type GridPlan,
  INSTRUMENTS,
  type Instrument,
  type MarketRules,
  type SparseData,
  type SparseEvent,
  at,
  nearestName,
  planStart,
  refusalText,
  seasonStream,
  tapeStream,
} from '@gridledger/domain'
import { embeddedTape } from '../import/embeddedTape'
import { type Tape, makeTape } from '../import/tape'
import { type TapeSource, readTapeFiles } from '../import/tapeSource'
import { type ReadSeasonFile, entryOf, pathIn } from './seasonFile'

const DAY_MICROS = 86_400_000_000

/** A season that has been checked through and through: nothing of it can be refused any more. */
export interface PreparedSeason {
  readonly season: string
  readonly instrument: Instrument
  readonly rules: MarketRules
  readonly tape: Tape
  readonly opened: SparseEvent
  readonly entries: readonly PreparedEntry[]
}

export interface PreparedEntry {
  readonly event: SparseEvent
  readonly entry: SparseData<'ContestantEntered'>
  readonly plan: GridPlan
}

/** Reads what the season names and checks all of it. A Left says what is wrong; nothing is written. */
export function prepareSeason({
  path,
  folder,
  season,
  places,
}: ReadSeasonFile): E.Either<string, PreparedSeason> {
  const within = (message: string) => `${path}: ${message}`
  const instrument = Object.hasOwn(INSTRUMENTS, season.instrument)
    ? INSTRUMENTS[season.instrument]
    : undefined
  if (instrument === undefined) {
    const known = Object.keys(INSTRUMENTS)
    const expected = nearestName(season.instrument, known) ?? known.join(' or ')
    return E.left(
      within(`instrument: expected ${expected}, found ${JSON.stringify(season.instrument)}`),
    )
  }
  const source = readSource(season.tape, folder, instrument)
  if (E.isLeft(source)) return E.left(within(source.left))
  const span = {
    fromMicros: season.start,
    toMicros: season.end,
    candlePath: season.candlePath ?? 'nearest',
  }
  const tape = makeTape(source.right, span)
  if (E.isLeft(tape)) return E.left(within(tape.left))
  const rules = {
    fillRule: season.fillRule ?? 'touch',
    neutralStart: season.neutralStart ?? 'slots',
  } as const
  const opened = openedEvent(tape.right, {
    season: season.season,
    title: season.title ?? season.season,
    notes: season.notes ?? [],
    instrument: instrument.name,
    sampleEveryMicros: season.sampleEvery ?? DAY_MICROS,
    ...rules,
  })
  const entries: PreparedEntry[] = []
  for (const contestant of season.contestants) {
    const entry = entryOf(contestant, season.published?.[contestant.name])
    const plan = planStart(
      { instrument, parameters: entry.parameters, rules },
      startMarket(tape.right),
    )
    if (E.isLeft(plan)) {
      const place = places?.get(contestant.name)
      return place === undefined
        ? E.left(within(`contestants.${contestant.name}.${refusalText(plan.left)}`))
        : E.left(refusalText({ ...plan.left, field: place(plan.left.field) }))
    }
    entries.push({ entry, plan: plan.right, event: enteredEvent(season.season, tape.right, entry) })
  }
  return E.right({ season: season.season, instrument, rules, tape: tape.right, opened, entries })
}

/** The event that opens a season on its tape. */
export function openedEvent(
  tape: Tape,
  facts: Omit<SparseData<'SeasonOpened'>, 'tape' | 'startMicros' | 'endMicros'>,
): SparseEvent {
  const { season, title, notes, instrument, sampleEveryMicros, fillRule, neutralStart } = facts
  const [startMicros, endMicros] = [tape.startMicros, tape.sealed.timeMicros]
  const span = { tape: tape.name, startMicros, endMicros, sampleEveryMicros }
  return {
    type: 'SeasonOpened',
    timeMicros: startMicros,
    tick: null,
    cause: { stream: tapeStream(tape.name), revision: 0 },
    data: { season, title, notes, instrument, ...span, fillRule, neutralStart },
  }
}

export function enteredEvent(
  season: string,
  tape: Tape,
  entry: SparseData<'ContestantEntered'>,
): SparseEvent {
  const cause = { stream: seasonStream(season), revision: 0 }
  return { type: 'ContestantEntered', timeMicros: tape.startMicros, tick: null, cause, data: entry }
}

/** Last price and mark at the first tick. */
export function startMarket({ ticks, marks, startMicros, highTicks }: Tape): {
  readonly priceTicks: number
  readonly markTicks: number
  readonly highTicks: number
} {
  const priceTicks = at(ticks.columns[2] ?? [], 0)
  const isMarked = marks !== null && at(marks.columns[0] ?? [], 0) <= startMicros
  const markTicks = isMarked ? at(marks.columns[2] ?? [], 0) : priceTicks
  return { priceTicks, markTicks, highTicks }
}

function readSource(
  tape: ReadSeasonFile['season']['tape'],
  folder: string,
  instrument: Instrument,
): E.Either<string, TapeSource> {
  if (tape.embedded !== undefined) {
    const others = Object.keys(tape).filter((key) => key !== 'embedded')
    if (others.length > 0)
      return E.left(`tape: expected embedded alone, found ${others.join(', ')} beside it`)
    return embeddedTape(tape.embedded)
  }
  if (tape.candles === undefined || tape.interval === undefined) {
    return E.left('tape: expected candles and interval, or embedded, found neither')
  }
  const files = {
    candles: pathIn(folder, tape.candles),
    intervalMicros: tape.interval,
    mark: tape.mark === undefined ? null : pathIn(folder, tape.mark),
    markIntervalMicros: tape.markInterval ?? tape.interval,
    funding: tape.funding === undefined ? null : pathIn(folder, tape.funding),
  }
  return readTapeFiles(files, instrument)
}
