import * as E from 'fp-ts/Either'
import {
  type Cause,
  Decimal,
  type DenseType,
  type GridParameters,
  type Instrument,
  MICROS_PER_DAY,
  type Money,
  type RunType,
  type SparseData,
  type SparseEvent,
  at,
  checksStream,
  decodeEvent,
  denseWidth,
  encodeEvent,
  marksStream,
  moneyOf,
  runName,
  runStream,
  seasonStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import {
  type DenseSlice,
  type Projection,
  type RunSlice,
  type SeasonBatch,
  type SparseSlice,
  foldBatch,
} from '@gridledger/projections'

/** One lot is one coin and one tick one USDT, so that the sums can be done in the head. */
export const COIN: Instrument = {
  name: 'COIN-USDT-SWAP',
  baseCurrency: 'COIN',
  quoteCurrency: 'USDT',
  contractSize: '1',
  tickSize: '1',
  lotSize: '1',
  minimumSize: '1',
  maximumLeverage: '100',
  tiers: [
    { toContracts: '10', maintenanceRate: '0.004' },
    { toContracts: '50', maintenanceRate: '0.005' },
    { toContracts: '2000', maintenanceRate: '0.01' },
  ],
}

/** Lines 100, 110, 120, 130 and 140, one coin each, 1000 USDT at 5x. */
export const GRID: GridParameters = {
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '100',
  upperPrice: '140',
  gridCount: 4,
  leverage: '5',
  investment: '1000',
  reserve: '0',
  quantityPerGrid: '1',
  basePosition: true,
  takeProfit: null,
  stopLoss: null,
  makerFee: '0.0002',
  takerFee: '0.0005',
  onStop: 'close',
  slippageTicks: 0,
}
export const LINES: readonly number[] = [100, 110, 120, 130, 140]

export const SEASON = 'sketched'
const TAPE = 'sketched-tape'
const FILE = { file: 'sketch.csv', rows: 1000, sha256: '00' }
export const MINUTE = 60_000_000
export const DAY = MICROS_PER_DAY
/** 2025-01-01T00:00:00Z, when sketched seasons begin. */
export const START = 1_735_689_600_000_000

export const minutes = (count: number): number => START + count * MINUTE
export const usdt = (amount: number | string): Money => moneyOf(new Decimal(amount))

/** An event of a run: the tick that it belongs to, type, data, and its cause (else that tick). */
export type Step = {
  readonly [T in RunType]: {
    readonly tick: number
    readonly type: T
    readonly data: SparseData<T>
    readonly cause?: Cause
  }
}[RunType]

/** The start: `GRID` on `LINES` at 115, with some changes. */
export function started(
  grid: Partial<GridParameters> = {},
  changes: Partial<SparseData<'GridStarted'>> = {},
): Step {
  const data = {
    rulesVersion: 1,
    instrument: COIN,
    parameters: { ...GRID, ...grid },
    fillRule: 'touch' as const,
    neutralStart: 'slots' as const,
    linesTicks: LINES,
    quantityLots: 1,
    priceTicks: 115,
    markTicks: 115,
    ...changes,
  }
  return { tick: 0, type: 'GridStarted', data }
}

/** A fill of one coin at a grid line, without a fee, unless it is said otherwise. */
export function filled(
  tick: number,
  side: 'buy' | 'sell',
  priceTicks: number,
  {
    fee = '0',
    ...changes
  }: Partial<Omit<SparseData<'OrderFilled'>, 'fee'>> & { fee?: string } = {},
): Step {
  const data = {
    fill: 1,
    kind: 'grid' as const,
    side,
    line: null,
    slot: null,
    order: null,
    priceTicks,
    quantityLots: 1,
    fee: usdt(fee),
    ...changes,
  }
  return { tick, type: 'OrderFilled', data }
}

export function placed(tick: number, side: 'buy' | 'sell', line: number): Step {
  const slot = side === 'buy' ? line : line - 1
  const priceTicks = at(LINES, line)
  return { tick, type: 'OrderPlaced', data: { side, line, slot, priceTicks, quantityLots: 1 } }
}

export function cancelled(tick: number, side: 'buy' | 'sell', line: number): Step {
  return { tick, type: 'OrderCancelled', data: { side, line, order: 1 } }
}

/** Funding of an amount in USDT, positive when received. */
export function funded(tick: number, amount: number | string): Step {
  const data = { rate: '0.0001', markTicks: 100, positionLots: 1, amount: usdt(amount) }
  return { tick, type: 'FundingSettled', data }
}

export function liquidated(tick: number, fee: number | string = 0): Step {
  const money = { fee: usdt(fee), takenOver: 0, shortfall: 0 }
  const cause = { stream: checksStream(runName(SEASON, 'bot')), revision: 0 }
  const data = { markTicks: 100, positionLots: 1, ...money }
  return { tick, type: 'PositionLiquidated', data, cause }
}

/** A change of a running grid; without `relaid` no order is touched. */
export function amended(
  tick: number,
  { addedMargin = '0', grid = {}, ...changes }: AmendedSketch = {},
): Step {
  const data = {
    set: {},
    parameters: { ...GRID, ...grid },
    fillRule: 'touch' as const,
    addedMargin: usdt(addedMargin),
    relaid: false,
    linesTicks: LINES,
    quantityLots: 1,
    priceTicks: 115,
    ...changes,
  }
  return { tick, type: 'ParametersAmended', data }
}
type AmendedSketch = Partial<
  Omit<SparseData<'ParametersAmended'>, 'addedMargin' | 'parameters'>
> & {
  readonly addedMargin?: string
  readonly grid?: Partial<GridParameters>
}

export function refused(tick: number): Step {
  const refusal = { field: 'gridCount', expected: 'at least 2', found: '1' }
  return {
    tick,
    type: 'AmendmentRefused',
    data: { set: {}, reason: 'too-few-grids', ...refusal },
  }
}

export function triggered(tick: number, type: 'TakeProfitTriggered' | 'StopLossTriggered'): Step {
  const data = { by: 'price' as const, threshold: '150', priceTicks: 150, equity: usdt(1000) }
  return { tick, type, data }
}

export function stopped(
  tick: number,
  reason: SparseData<'GridStopped'>['reason'] = 'seasonEnd',
): Step {
  return { tick, type: 'GridStopped', data: { reason, equity: usdt(1000) } }
}

/** A check of a tick: equity and pending fees in USDT. */
export interface SketchedCheck {
  readonly tick: number
  readonly equity: number | string
  readonly pendingFees?: number | string
}

export interface RunSketch {
  readonly steps: readonly Step[]
  /** The ticks with a LiquidationChecked, whose figures matter only where they are given. */
  readonly checks?: readonly (number | SketchedCheck)[]
  readonly entry?: Partial<SparseData<'ContestantEntered'>>
}

export type TimedPrice = readonly [timeMicros: number, price: number]

/** A season in a few lines: it begins with its first tick and ends with its last. */
export interface SeasonSketch {
  readonly ticks: readonly TimedPrice[]
  readonly marks?: readonly TimedPrice[]
  readonly fundings?: readonly (readonly [timeMicros: number, rate: string])[]
  /** By contestant, in order of entry. */
  readonly runs?: Readonly<Record<string, RunSketch>>
  readonly sampleEveryMicros?: number
  readonly intervalMicros?: number
  readonly instrument?: Instrument
}

/** A tick a minute, each the open of a bar. */
export function everyMinute(...prices: readonly number[]): readonly TimedPrice[] {
  return prices.map((price, minute) => [minutes(minute), price])
}

/** Bars of four ticks at open + 0, 1/4 and 1/2 of the interval and + interval − 1 µs. */
export function bars(
  intervalMicros: number,
  ...fours: readonly (readonly [number, number, number, number])[]
): readonly TimedPrice[] {
  const offsets = [0, intervalMicros / 4, intervalMicros / 2, intervalMicros - 1]
  return fours.flatMap((prices, bar) =>
    prices.map((price, index): TimedPrice => {
      return [START + bar * intervalMicros + at(offsets, index), price]
    }),
  )
}

/** A sketch as the one batch that holds all of it; every event fits its codec. */
export function seasonOf(sketch: SeasonSketch): SeasonBatch {
  const { ticks, marks, fundings = [], runs = {} } = sketch
  const names = Object.keys(runs)
  return {
    opening: [
      { stream: tapeStream(TAPE), firstRevision: 0, events: [tapeOpened(sketch)] },
      {
        stream: seasonStream(SEASON),
        firstRevision: 0,
        events: [seasonOpened(sketch), ...names.map((name) => entered(name, runs[name]?.entry))],
      },
    ],
    fundings: {
      stream: tapeStream(TAPE),
      firstRevision: 1,
      events: fundings.map(([timeMicros, rate], row) =>
        valid({
          type: 'FundingRatePublished',
          timeMicros,
          tick: null,
          cause: { stream: 'funding.csv', revision: row + 2 },
          data: { rate },
        }),
      ),
    },
    marks: marks === undefined ? null : dense(marksStream(TAPE), 'MarkPriceTicked', marks),
    ticks: dense(ticksStream(TAPE), 'PriceTicked', ticks),
    runs: new Map(names.map((name) => [name, runSlice(name, sketch, runs[name]!)])),
  }
}

function tapeOpened({ ticks, instrument = COIN, ...sketch }: SeasonSketch): SparseEvent {
  const [fromMicros, toMicros] = spanOf(ticks)
  return valid({
    type: 'TapeOpened',
    timeMicros: fromMicros,
    tick: null,
    cause: { stream: FILE.file, revision: 1 },
    data: {
      tape: TAPE,
      kind: 'candles',
      instrument,
      candles: FILE,
      intervalMicros: sketch.intervalMicros ?? MINUTE,
      candlePath: 'nearest',
      mark: null,
      markIntervalMicros: null,
      funding: null,
      fundingFromMicros: null,
      fundingToMicros: null,
      fromMicros,
      toMicros,
    },
  })
}

function seasonOpened({ ticks, instrument = COIN, ...sketch }: SeasonSketch): SparseEvent {
  const [startMicros, endMicros] = spanOf(ticks)
  return valid({
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
      sampleEveryMicros: sketch.sampleEveryMicros ?? DAY,
      fillRule: 'touch',
      neutralStart: 'slots',
    },
  })
}

function spanOf(ticks: readonly TimedPrice[]): readonly [number, number] {
  return [ticks[0]?.[0] ?? START, ticks.at(-1)?.[0] ?? START]
}

function entered(
  contestant: string,
  changes: Partial<SparseData<'ContestantEntered'>> = {},
): SparseEvent {
  const said = { proposedBy: null, rationale: null, confidence: null, chartInterval: null }
  return valid({
    type: 'ContestantEntered',
    timeMicros: START,
    tick: null,
    cause: { stream: seasonStream(SEASON), revision: 0 },
    data: {
      contestant,
      kind: 'grid',
      parameters: GRID,
      amendments: [],
      ...said,
      published: null,
      ...changes,
    },
  })
}

function dense(
  stream: string,
  type: Exclude<DenseType, 'LiquidationChecked'>,
  rows: readonly TimedPrice[],
): DenseSlice {
  const columns = [
    Float64Array.from(rows, ([timeMicros]) => timeMicros),
    Float64Array.from(rows, (_, row) => row + 2),
    Float64Array.from(rows, ([, price]) => price),
  ]
  const batch = {
    kind: 'dense' as const,
    type,
    causeStream: FILE.file,
    count: rows.length,
    columns,
  }
  return { stream, firstRevision: 0, batch }
}

function runSlice(
  name: string,
  { ticks }: SeasonSketch,
  { steps, checks = [] }: RunSketch,
): RunSlice {
  const run = runName(SEASON, name)
  const timeOf = (tick: number) => ticks[tick]![0]
  const events = steps.map((step) => {
    const byTick = { stream: ticksStream(TAPE), revision: step.tick }
    return valid({ ...step, timeMicros: timeOf(step.tick), cause: step.cause ?? byTick })
  })
  const rows = checks.map((check) => {
    if (typeof check === 'number') {
      return [check, 100 * check, 100 * check + 1, 100 * check + 2] as const
    }
    return [check.tick, check.equity, 0, check.pendingFees ?? 0] as const
  })
  const columns = [
    Float64Array.from(rows, ([tick]) => timeOf(tick)),
    Float64Array.from(rows, ([tick]) => tick),
    ...Array.from({ length: denseWidth('LiquidationChecked') - 2 }, (_, field) =>
      Float64Array.from(rows, (row) => usdt(row[field + 1] ?? 0)),
    ),
  ]
  const batch = {
    kind: 'dense' as const,
    type: 'LiquidationChecked' as const,
    causeStream: ticksStream(TAPE),
    count: checks.length,
    columns,
  }
  return {
    events: { stream: runStream(run), firstRevision: 0, events },
    checks: checks.length === 0 ? null : { stream: checksStream(run), firstRevision: 0, batch },
  }
}

/** The event, if its codec takes it; a sketch that no ledger would hold is a mistake of the test. */
function valid(event: SparseEvent): SparseEvent {
  const decoded = decodeEvent(encodeEvent(event))
  if (E.isLeft(decoded)) throw new Error(`${event.type}: ${decoded.left.join('; ')}`)
  return decoded.right
}

/** A batch cut before each of these ticks, as a ledger with smaller batches would have read it. */
export function cutBefore(whole: SeasonBatch, ...cuts: readonly number[]): readonly SeasonBatch[] {
  const { count } = whole.ticks.batch
  const inside = cuts.filter((cut) => cut > 0 && cut < count)
  const borders = [...new Set([0, ...inside, count])].sort((a, b) => a - b)
  const times = whole.ticks.batch.columns[0]!
  return borders.slice(1).map((to, index) => {
    const from = at(borders, index)
    const after = from === 0 ? -Infinity : at(times, from - 1)
    const upTo = at(times, to - 1)
    const inTime = (time: number) => time > after && time <= upTo
    const inTicks = (tick: number) => tick >= from && tick < to
    return {
      opening: from === 0 ? whole.opening : [],
      fundings: sparseWhere(whole.fundings, ({ timeMicros }) => inTime(timeMicros)),
      marks: denseWhere(whole.marks, 0, inTime),
      ticks: denseRows(whole.ticks, from, to),
      runs: new Map(
        [...whole.runs].map(([name, { events, checks }]) => [
          name,
          {
            events: sparseWhere(events, ({ tick }) => inTicks(tick!)),
            checks: denseWhere(checks, 1, inTicks),
          },
        ]),
      ),
    }
  })
}

/** The view of a whole season; `finish` taken in. */
export function viewOf<View>(
  projection: Projection<View>,
  batches: SeasonBatch | readonly SeasonBatch[],
  contestant: string | null = 'bot',
): View {
  const view = [batches]
    .flat()
    .reduce(
      (before, batch) => foldBatch(projection, before, batch, contestant),
      projection.initialView,
    )
  return projection.finish?.(view) ?? view
}

/** The view after each tick, without what only the end settles. */
export function viewsByTick<View>(
  projection: Projection<View>,
  whole: SeasonBatch,
  contestant: string | null = 'bot',
): readonly View[] {
  const ticks = Array.from({ length: whole.ticks.batch.count }, (_, tick) => tick)
  let view = projection.initialView
  return cutBefore(whole, ...ticks).map((batch) => {
    view = foldBatch(projection, view, batch, contestant)
    return view
  })
}

function sparseWhere(slice: SparseSlice, belongs: (event: SparseEvent) => boolean): SparseSlice {
  const first = slice.events.findIndex(belongs)
  const events = slice.events.filter(belongs)
  return { ...slice, firstRevision: slice.firstRevision + Math.max(first, 0), events }
}

function denseWhere(
  slice: DenseSlice | null,
  column: number,
  belongs: (order: number) => boolean,
): DenseSlice | null {
  if (slice === null) return null
  const orders = [...slice.batch.columns[column]!]
  const from = orders.findIndex(belongs)
  return from < 0 ? null : denseRows(slice, from, orders.findLastIndex(belongs) + 1)
}

function denseRows({ stream, firstRevision, batch }: DenseSlice, from: number, to: number) {
  const columns = batch.columns.map((column) => column.subarray(from, to))
  const cut = { ...batch, count: to - from, columns }
  return { stream, firstRevision: firstRevision + from, batch: cut }
}
