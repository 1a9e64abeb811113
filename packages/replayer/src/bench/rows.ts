import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { from, last, lastValueFrom } from 'rxjs'
import {
  BTC_USDT_SWAP,
  type Candles,
  type Emit,
  type Ledger,
  checksStream,
  contenders,
  drive,
  markColumn,
  planStart,
  runName,
  ticksStream,
} from '@gridledger/domain'
import { boardOf, leaderboard, followSeason } from '@gridledger/projections'
import { run } from '../failure'
import { makeTape } from '../import/tape'
import { embeddedLedger } from '../ledger/embeddedLedger'
import {
  type PreparedSeason,
  enteredEvent,
  openedEvent,
  startMarket,
} from '../season/prepareSeason'
import { readSeason } from '../season/readSeason'
import { runSeason } from '../season/runSeason'
import { allTicks } from '../season/simulateSeason'
import { SNAPSHOT_TICKS, keepSnapshots, keptSeason, viewAt } from '../season/snapshots'
import { type BareCandles, type BareResult, bareLoop } from './bareLoop'
import { YEAR_GRID, seededCandles, seededSource } from './seededYear'
import { serverAppends, serverReads } from './serverRows'
import { sweepRow } from './sweepRow'

/** One row: `ratio` is perSecond over that of the baseline in the same process. */
export interface BenchRow {
  readonly name: string
  /** What is counted: candles, events, or combinations. */
  readonly unit: string
  /** Units a second, the median of the rounds. */
  readonly perSecond: number
  /** Of a round, the median. */
  readonly milliseconds: number
  readonly baseline: string
  readonly ratio: number
  /** The file's bytes over the dense events in it; null where nothing is written. */
  readonly bytesPerEvent: number | null
  readonly peakMemoryMb: number
}

/** What is measured, and what it is measured against. */
export interface Measured {
  /** How much of what is gone through in a round. */
  readonly unit: string
  readonly count: number
  readonly baseline: string
  readonly runBaseline: () => unknown
  readonly work: () => Promise<{ readonly bytesPerEvent: number | null }>
  readonly close?: () => void
}

const ROUNDS = 5
const BARE_LOOP = 'bare loop'
const ROWS: Readonly<Record<string, (year: Year) => Measured | Promise<Measured>>> = {
  simulate: ({ prepared, bare }) => ({
    ...candlesOf(bare),
    baseline: BARE_LOOP,
    runBaseline: () => bareLoop(bare),
    work: () => simulate(prepared),
  }),
  record: ({ prepared, bare }) => ({
    ...candlesOf(bare),
    baseline: BARE_LOOP,
    runBaseline: () => bareLoop(bare),
    work: () => record(prepared),
  }),
  seek: ({ prepared, bare }) => seek(prepared, bare),
  sweep: ({ prepared }) => sweepRow(prepared),
}
/** Rows that need no year of candles. */
const SERVER_ROWS: Readonly<Record<string, () => Promise<Measured>>> = {
  'esdb append': serverAppends,
  'esdb read': serverReads,
}
export const rowNames: readonly string[] = [...Object.keys(ROWS), ...Object.keys(SERVER_ROWS)]

const candlesOf = ({ open }: BareCandles) => ({ unit: 'candles', count: open.length })

/** A year of candles for both sides. */
interface Year {
  readonly prepared: PreparedSeason
  readonly bare: BareCandles
}

/** Measures a row and its baseline in turn, after one round that only warms both up. */
export async function measureRow(name: string): Promise<BenchRow> {
  const measured = await (SERVER_ROWS[name]?.() ?? yearRow(name))
  const { unit, count, baseline, runBaseline, work, close } = measured
  const [times, baselineTimes]: [number[], number[]] = [[], []]
  let bytesPerEvent: number | null = null
  for (let round = 0; round <= ROUNDS; round += 1) {
    const before = performance.now()
    await runBaseline()
    const between = performance.now()
    ;({ bytesPerEvent } = await work())
    const after = performance.now()
    if (round === 0) continue
    baselineTimes.push(between - before)
    times.push(after - between)
  }
  close?.()
  const perSecond = (millis: number) => (count * 1000) / millis
  const baselineRate = perSecond(median(baselineTimes))
  return {
    name,
    unit,
    perSecond: perSecond(median(times)),
    milliseconds: median(times),
    baseline: `${baseline}, ${rateText(baselineRate)} ${unit} / s`,
    ratio: median(times.map((time, index) => (baselineTimes[index] ?? NaN) / time)),
    bytesPerEvent,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  }
}

/** A row of the year, once both sides are seen to do the same work. */
async function yearRow(name: string): Promise<Measured> {
  const row = ROWS[name]
  if (row === undefined) throw new Error(`expected ${rowNames.join(' or ')}, found ${name}`)
  const candles = seededCandles()
  const bare = bareCandles(candles)
  const prepared = prepareYear(candles)
  await checkSameFills(prepared, bareLoop(bare))
  return row({ prepared, bare })
}

function rateText(rate: number): string {
  return rate < 1e6 ? Math.round(rate).toLocaleString('en') : `${(rate / 1e6).toFixed(1)} million`
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

function bareCandles(candles: Candles): BareCandles {
  return {
    open: Int32Array.from(candles.openTicks),
    high: Int32Array.from(candles.highTicks),
    low: Int32Array.from(candles.lowTicks),
    close: Int32Array.from(candles.closeTicks),
  }
}

function prepareYear(candles: Candles): PreparedSeason {
  const source = seededSource(candles)
  const [first = 0, last = 0] = [candles.openTimeMicros.at(0), candles.openTimeMicros.at(-1)]
  const tape = makeTape(source, { fromMicros: first, toMicros: last, candlePath: 'nearest' })
  if (E.isLeft(tape)) throw new Error(tape.left)
  const rules = { fillRule: 'touch', neutralStart: 'slots' } as const
  const market = startMarket(tape.right)
  const plan = planStart({ instrument: BTC_USDT_SWAP, parameters: YEAR_GRID, rules }, market)
  if (E.isLeft(plan)) throw new Error(plan.left.reason)
  const entry = {
    contestant: 'bot',
    kind: 'grid',
    parameters: YEAR_GRID,
    amendments: [],
    proposedBy: null,
    rationale: null,
    confidence: null,
    chartInterval: null,
    published: null,
  } as const
  const season = 'year'
  const facts = { season, title: season, notes: [], instrument: BTC_USDT_SWAP.name }
  return {
    season,
    instrument: BTC_USDT_SWAP,
    rules,
    tape: tape.right,
    opened: openedEvent(tape.right, { ...facts, sampleEveryMicros: 86_400_000_000, ...rules }),
    entries: [{ entry, plan: plan.right, event: enteredEvent(season, tape.right, entry) }],
  }
}

/** Both loops have to do the same work, or the ratio says nothing. */
async function checkSameFills(prepared: PreparedSeason, bare: BareResult): Promise<void> {
  const { fills } = await simulated(prepared)
  // The bar at the end moves the bare loop four times more than the engine, which only values it.
  if (Math.abs(fills - bare.fills) > 4 || fills < 25_000 || fills > 50_000) {
    throw new Error(`expected as many fills as the bare loop's ${bare.fills}, found ${fills}`)
  }
}

/** The year with events only counted. */
async function simulated(
  prepared: PreparedSeason,
): Promise<{ readonly events: number; readonly fills: number }> {
  let [events, checks] = [0, 0]
  const emit: Emit = {
    event: () => {
      events += 1
    },
    liquidationChecked: () => {
      checks += 1
    },
  }
  const ticks = await allTicks(prepared.tape)
  const { column } = markColumn(ticks, null, null)
  let fills = 0
  for (const contender of contenders(prepared)) {
    drive(contender, prepared, ticks, column, emit)
    fills += contender.state.fills
  }
  return { events: events + checks, fills }
}

async function simulate(prepared: PreparedSeason): Promise<{ readonly bytesPerEvent: null }> {
  await simulated(prepared)
  return { bytesPerEvent: null }
}

/** The year with every event in an embedded ledger on the disk, the tape's ticks included. */
async function record(prepared: PreparedSeason): Promise<{ readonly bytesPerEvent: number }> {
  const { ledger, file, close } = openTemporary()
  try {
    const { batches } = await runSeason(ledger, prepared)
    let ticks = 0
    for await (const batch of batches) ticks += batch.ticks.batch.count
    if (ticks !== prepared.tape.ticks.count) throw new Error(`${ticks} ticks were recorded`)
    let dense = 0
    for (const stream of [ticksStream(prepared.tape.name), checksStream(runName('year', 'bot'))]) {
      dense += (await run(ledger.head(stream)))?.events ?? 0
    }
    ledger.close()
    return { bytesPerEvent: statSync(file).size / dense }
  } finally {
    close()
  }
}

/**
 * All views of the recorded year near its end, beside those of its end read from the start. It is
 * the tick before the last snapshot: no other is farther from the snapshot that it is read from.
 */
async function seek(prepared: PreparedSeason, bare: BareCandles): Promise<Measured> {
  const { ledger, close } = openTemporary()
  const { season } = prepared
  const recorded = await runSeason(ledger, prepared)
  await lastValueFrom(
    from(recorded.batches).pipe(followSeason(), keepSnapshots(ledger, keptSeason(season)), last()),
  )
  const ticks = prepared.tape.ticks.count
  const tick = Math.floor(ticks / SNAPSHOT_TICKS) * SNAPSHOT_TICKS - 2
  return {
    ...candlesOf(bare),
    baseline: 'replay of the whole year',
    runBaseline: () => lastValueFrom(from(readSeason(ledger, season)).pipe(leaderboard())),
    work: async () => {
      const board = boardOf(await viewAt(ledger, keptSeason(season), tick))
      if (board.rows.length !== prepared.entries.length) throw new Error('a row is missing')
      return { bytesPerEvent: null }
    },
    close,
  }
}

/** A ledger in a folder of its own, which is removed when it is closed. */
function openTemporary(): {
  readonly ledger: Ledger
  readonly file: string
  readonly close: () => void
} {
  const folder = mkdtempSync(join(tmpdir(), 'gridledger-bench-'))
  const file = join(folder, 'year.db')
  const opened = embeddedLedger(file)
  if (E.isLeft(opened)) throw new Error(JSON.stringify(opened.left))
  const ledger = opened.right
  return {
    ledger,
    file,
    close: () => {
      ledger.close()
      rmSync(folder, { recursive: true })
    },
  }
}
