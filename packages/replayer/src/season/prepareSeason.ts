import * as E from 'fp-ts/Either'
import {
  type DrivenEntry,
  type Instrument,
  type MarketRules,
  type SparseData,
  type SparseEvent,
  type TapeKind,
  at,
  planStart,
  refusalText,
  seasonStream,
  tapeStream,
} from '@gridledger/domain'
import { embeddedTape } from '../import/embeddedTape'
import { type Tape, makeTape } from '../import/tape'
import type { OnRead } from '../import/sourceChunks'
import { type Reading, type TapeSource, readTapeFiles } from '../import/tapeSource'
import { instrumentNamed } from './instrumentNamed'
import { type ReadSeasonFile, type SeasonFile, entryOf, pathIn } from './seasonFile'

const DAY_MICROS = 86_400_000_000

/** A season that has been checked through and through: nothing of it can be refused any more. */
export interface PreparedSeason {
  readonly season: string
  readonly instrument: Instrument
  readonly rules: MarketRules
  readonly tape: Tape
  readonly opened: SparseEvent
  readonly entries: readonly DrivenEntry[]
}

/** Reads what the season names and checks all of it. A Left says what is wrong; nothing is written. */
export async function prepareSeason(
  { path, folder, season, places }: ReadSeasonFile,
  onRead?: OnRead,
): Promise<E.Either<string, PreparedSeason>> {
  const within = (message: string) => `${path}: ${message}`
  const named = instrumentNamed(season.instrument)
  if (E.isLeft(named)) return E.left(within(`instrument: ${named.left}`))
  const instrument = named.right
  const span = {
    fromMicros: season.start,
    toMicros: season.end,
    candlePath: season.candlePath ?? 'nearest',
  }
  const source = await readSource(season.tape, folder, { instrument, span, onRead })
  if (E.isLeft(source)) return E.left(within(source.left) + gapHint(source.left))
  const misfit = fillRuleProblem(season, source.right.kind)
  if (misfit !== undefined) return E.left(within(misfit))
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
  const entries: DrivenEntry[] = []
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

/** What of a tape the events of a season name. */
export type TapeSpanFacts = Pick<Tape, 'name' | 'startMicros'> & {
  readonly sealed: Pick<SparseEvent, 'timeMicros'>
}

/** The event that opens a season on its tape. */
export function openedEvent(
  tape: TapeSpanFacts,
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
  tape: Pick<TapeSpanFacts, 'startMicros'>,
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
  const priceTicks = ticks.firstTicks
  const isMarked = marks !== null && at(marks.columns[0] ?? [], 0) <= startMicros
  const markTicks = isMarked ? at(marks.columns[2] ?? [], 0) : priceTicks
  return { priceTicks, markTicks, highTicks }
}

/** How to go on where a tape has gaps. */
function gapHint(problem: string): string {
  return /: a gap\b/.test(problem) ? '\n"acceptGaps": true in its tape goes on over gaps' : ''
}

/** Where a fill rule needs trades and the tape has none. */
function fillRuleProblem(season: SeasonFile, kind: TapeKind): string | undefined {
  if (kind === 'trades') return undefined
  const expected = 'expected touch or cross on a tape of candles, which shows no trades'
  if (season.fillRule === 'through') return `fillRule: ${expected}, found "through"`
  const amended = season.contestants.find(({ amendments }) =>
    amendments?.some(({ set }) => set.fillRule === 'through'),
  )
  return amended === undefined
    ? undefined
    : `contestants.${amended.name}.amendments: fillRule: ${expected}, found "through"`
}

async function readSource(
  tape: SeasonFile['tape'],
  folder: string,
  reading: Reading,
): Promise<E.Either<string, TapeSource>> {
  if (tape.embedded !== undefined) {
    const others = Object.keys(tape).filter((key) => key !== 'embedded')
    if (others.length > 0)
      return E.left(`tape: expected embedded alone, found ${others.join(', ')} beside it`)
    return embeddedTape(tape.embedded)
  }
  const given = (['candles', 'trades'] as const).filter((key) => tape[key] !== undefined)
  const [holds] = given
  if (holds === undefined) return E.left('tape: expected candles, trades or embedded, found none')
  if (given.length > 1) return E.left('tape: expected candles or trades, found both')
  if (holds === 'trades' && tape.interval !== undefined)
    return E.left('tape.interval: expected none beside trades, which have no interval')
  const paths = (list: readonly string[] = []) => list.map((path) => pathIn(folder, path))
  const files = {
    prices: paths(tape[holds]),
    intervalMicros: tape.interval ?? null,
    mark: paths(tape.mark),
    markIntervalMicros: tape.markInterval ?? null,
    funding: paths(tape.funding),
    acceptGaps: tape.acceptGaps ?? false,
  }
  const source = await readTapeFiles(files, reading)
  if (E.isLeft(source) || source.right.kind === holds) return source
  const { layout } = source.right.prices
  return E.left(
    `tape.${holds}: expected ${holds}, found ${layout}: write it as tape.${source.right.kind}`,
  )
}
