import { dirname, isAbsolute, join, resolve } from 'node:path'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import {
  AmendmentSet,
  AmountText,
  DecimalText,
  Direction,
  FillRule,
  type GridParameters,
  Integer,
  Name,
  NeutralStart,
  PositiveText,
  Published,
  type SparseData,
  ShareText,
  Stop,
  listOf,
  oneOf,
  struct,
} from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { readJson } from './jsonFile'

const MICROS: Readonly<Record<string, number>> = {
  m: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
}

/** `1m`, `15m`, `4h`, `1d` as microseconds. */
export const Interval = new t.Type<number, string>(
  'an interval such as "1m", "15m", "4h" or "1d"',
  (value): value is number => typeof value === 'number',
  (input, context) => {
    const [, count, unit] =
      /^([1-9]\d{0,3})([mhd])$/.exec(typeof input === 'string' ? input : '') ?? []
    const micros = Number(count) * (MICROS[unit ?? ''] ?? NaN)
    return Number.isSafeInteger(micros) ? t.success(micros) : t.failure(input, context)
  },
  intervalText,
)

/** In the largest unit that it is a whole number of. */
function intervalText(micros: number): string {
  const unit = ['d', 'h', 'm'].find((name) => micros % (MICROS[name] ?? NaN) === 0) ?? 'm'
  return `${micros / (MICROS[unit] ?? NaN)}${unit}`
}

/** An ISO 8601 time with its zone, as microseconds. */
export const Time = new t.Type<number, string>(
  'a time with its zone such as "2025-10-23T18:30:00Z"',
  (value): value is number => typeof value === 'number',
  (input, context) => {
    const micros = typeof input === 'string' ? parseTime(input) : undefined
    return micros === undefined ? t.failure(input, context) : t.success(micros)
  },
  (micros) => new Date(micros / 1000).toISOString(),
)

const TIME_TEXT = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(?::\d\d(?:\.(\d{1,6}))?)?(?:Z|[+-]\d\d:\d\d)$/

/** Undefined also for days that no month has, which Date would take for the next month's. */
function parseTime(text: string): number | undefined {
  const [, year, month, day, fraction = ''] = TIME_TEXT.exec(text) ?? []
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  const micros = Date.parse(text.replace(/\.\d+/, '')) * 1000 + Number(fraction.padEnd(6, '0'))
  return date.getUTCDate() === Number(day) && micros >= 0 ? micros : undefined
}

const GRID_FIELDS = {
  direction: Direction,
  spacing: oneOf('arithmetic', 'geometric'),
  lowerPrice: PositiveText,
  upperPrice: PositiveText,
  gridCount: Integer,
  leverage: PositiveText,
  investment: AmountText,
}
const GRID_OPTIONS = {
  kind: oneOf('grid'),
  reserve: ShareText,
  quantityPerGrid: PositiveText,
  basePosition: t.boolean,
  takeProfit: Stop,
  stopLoss: Stop,
  makerFee: DecimalText,
  takerFee: DecimalText,
  onStop: oneOf('close', 'keep'),
  slippageTicks: Integer,
}

const ENTRY_OPTIONS = {
  ...GRID_OPTIONS,
  proposedBy: t.string,
  rationale: t.string,
  confidence: DecimalText,
  chartInterval: t.string,
  amendments: listOf(struct('an amendment', { at: Time, set: AmendmentSet })),
}

const Contestant = struct('a contestant', { name: Name, ...GRID_FIELDS }, ENTRY_OPTIONS)
export type Contestant = t.TypeOf<typeof Contestant>

/** One file, or several that make up one source; as a list. */
const Paths = new t.Type<readonly string[], string | readonly string[]>(
  'a path, or a list of paths',
  (value): value is readonly string[] => Array.isArray(value) && value.every(t.string.is),
  (input, context) => {
    const list: unknown = t.string.is(input) ? [input] : input
    const isList = Array.isArray(list) && list.length > 0 && list.every(t.string.is)
    return isList ? t.success(list) : t.failure(input, context)
  },
  (paths) => (paths[0] !== undefined && paths.length === 1 ? paths[0] : paths),
)

const TapeOf = struct(
  'a tape',
  {},
  {
    candles: Paths,
    trades: Paths,
    interval: Interval,
    funding: Paths,
    mark: Paths,
    markInterval: Interval,
    acceptGaps: t.boolean,
    embedded: t.string,
  },
)

/** SEASON.json: everything that a season is made of. */
export const SeasonFile = struct(
  'a season',
  {
    season: Name,
    instrument: t.string,
    start: Time,
    end: Time,
    tape: TapeOf,
    contestants: listOf(Contestant),
  },
  {
    title: t.string,
    notes: listOf(t.string),
    candlePath: t.string,
    fillRule: FillRule,
    neutralStart: NeutralStart,
    sampleEvery: Interval,
    published: t.record(t.string, Published),
  },
)
export type SeasonFile = t.TypeOf<typeof SeasonFile>

/** Says where a field was written: `--grid-count` for a flag, `my-bot.json: gridCount` for a file. */
export type Place = (field: string) => string

/** A season file that was read, and the folder that its paths start from. */
export interface ReadSeasonFile {
  readonly path: string
  readonly folder: string
  readonly season: SeasonFile
  /** By name of those contestants that come from outside of the file. */
  readonly places?: ReadonlyMap<string, Place>
}

/** Reads SEASON.json. A Left names the file, each field, what was expected and what came. */
export function readSeasonFile(path: string): E.Either<string, ReadSeasonFile> {
  const decoded = readJson(path, SeasonFile)
  if (E.isLeft(decoded)) {
    const advice = `it joins one with: npx gridledger run SEASON --contestant ${path}`
    return isContestant(path)
      ? E.left(`${path}: expected a season, found one contestant; ${advice}`)
      : decoded
  }
  const season = decoded.right
  const names = season.contestants.map(({ name }) => name)
  const problem =
    names.length === 0
      ? 'contestants: expected at least one, found none'
      : duplicateIn(names) !== undefined
        ? `contestants: expected each name once, found ${JSON.stringify(duplicateIn(names))} twice`
        : season.start >= season.end
          ? `start, end: expected an end after the start ${isoTime(season.start)}, found ${isoTime(season.end)}`
          : amendmentProblem(season)
  if (problem !== undefined) return E.left(`${path}: ${problem}`)
  return E.right({ path, folder: dirname(resolve(path)), season })
}

function duplicateIn(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index)
}

/** Whether a file holds what a contestant has and nothing that makes a season. */
function isContestant(path: string): boolean {
  const document = readJson(path, t.record(t.string, t.unknown))
  if (E.isLeft(document)) return false
  const has = (key: string) => key in document.right
  return Object.keys(GRID_FIELDS).some(has) && !has('contestants') && !has('tape')
}

/** What is wrong with the times of a contestant's amendments; undefined where nothing is. */
export function amendmentTimesProblem(
  { amendments }: Contestant,
  { start, end }: SeasonFile,
): string | undefined {
  let previous = start
  for (const { at } of amendments ?? []) {
    if (at <= previous || at >= end) {
      const bounds = `${isoTime(previous)} and ${isoTime(end)}`
      return `expected times in order between ${bounds}, found ${isoTime(at)}`
    }
    previous = at
  }
  return undefined
}

function amendmentProblem(season: SeasonFile): string | undefined {
  const { contestants, published } = season
  for (const contestant of contestants) {
    const problem = amendmentTimesProblem(contestant, season)
    if (problem !== undefined) return `contestants.${contestant.name}.amendments: ${problem}`
  }
  const names = contestants.map(({ name }) => name)
  const stranger = Object.keys(published ?? {}).find((name) => !names.includes(name))
  return stranger === undefined
    ? undefined
    : `published.${stranger}: expected one of ${names.join(', ')}`
}

/** A path of a season file: absolute, or relative to the file's folder. */
export function pathIn(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path)
}

/** What a contestant sets, with the defaults for what it leaves out. */
export function gridParameters(contestant: Omit<Contestant, 'name'>): GridParameters {
  return {
    direction: contestant.direction,
    spacing: contestant.spacing,
    lowerPrice: contestant.lowerPrice,
    upperPrice: contestant.upperPrice,
    gridCount: contestant.gridCount,
    leverage: contestant.leverage,
    investment: contestant.investment,
    reserve: contestant.reserve ?? '0',
    quantityPerGrid: contestant.quantityPerGrid ?? null,
    basePosition: contestant.basePosition ?? true,
    takeProfit: contestant.takeProfit ?? null,
    stopLoss: contestant.stopLoss ?? null,
    makerFee: contestant.makerFee ?? '0.0002',
    takerFee: contestant.takerFee ?? '0.0005',
    onStop: contestant.onStop ?? 'close',
    slippageTicks: contestant.slippageTicks ?? 0,
  }
}

/** SETUP.json of `preview`: one contestant plus its instrument. */
export const SetupFile = struct(
  'a setup',
  { instrument: t.string, ...GRID_FIELDS },
  { ...ENTRY_OPTIONS, name: Name, fillRule: FillRule, neutralStart: NeutralStart },
)
export type SetupFile = t.TypeOf<typeof SetupFile>

/** BOT.json of `run --contestant`: a contestant; a SETUP.json is one as well. */
export const BotFile = struct(
  'a contestant',
  { name: Name, ...GRID_FIELDS },
  { ...ENTRY_OPTIONS, instrument: t.string, fillRule: FillRule, neutralStart: NeutralStart },
)
export type BotFile = t.TypeOf<typeof BotFile>

/** What a contestant enters with, as its event says it. */
export function entryOf(
  contestant: Contestant,
  published: Published | undefined,
): SparseData<'ContestantEntered'> {
  return {
    contestant: contestant.name,
    kind: 'grid',
    parameters: gridParameters(contestant),
    amendments: (contestant.amendments ?? []).map(({ at, set }) => ({ atMicros: at, set })),
    proposedBy: contestant.proposedBy ?? null,
    rationale: contestant.rationale ?? null,
    confidence: contestant.confidence ?? null,
    chartInterval: contestant.chartInterval ?? null,
    published: published ?? null,
  }
}
