import { from, last, lastValueFrom, take, toArray } from 'rxjs'
import {
  type Ledger,
  type Snapshot,
  checksStream,
  marksStream,
  runName,
  runStream,
  seededRandom,
  tapeStream,
  ticksStream,
  uniform,
} from '@gridledger/domain'
import {
  type Projection,
  SEASON_START,
  SEASON_VIEW,
  type SeasonBatch,
  type SeasonView,
  boardOf,
  daily,
  drawdown,
  drawdownCurve,
  equity,
  fillMarks,
  foldBatch,
  gridProfit,
  linesOverTime,
  offGrid,
  priceCandles,
  restoredView,
  followSeason,
  standings,
  storedView,
} from '@gridledger/projections'
import { cutBefore } from '@gridledger/projections/testing'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { inBatchesOf } from '../../../../test/support/smallBatches'
import { run } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { unpackedText } from './packedText'
import type { PreparedSeason } from './prepareSeason'
import { readSeason } from './readSeason'
import { runSeason } from './runSeason'
import { simulateSeason } from './simulateSeason'
import { firstWrongSnapshot, keepSnapshots, keptSeason, viewAt } from './snapshots'

const SEED = 20251103
const EVERY_TICKS = 700
const MOMENTS = 100

const folder = suiteFolder()
let season: PreparedSeason
let whole: SeasonBatch
let ledger: Ledger

/** Records the season in batches of so many ticks, or the beginning of it, and keeps snapshots. */
async function record(into: Ledger, batches = Infinity): Promise<Ledger> {
  const recorded = await runSeason(into, season)
  const views = from(recorded.batches).pipe(take(batches), followSeason())
  await lastValueFrom(views.pipe(keepSnapshots(into, keptSeason(BUSY), EVERY_TICKS), last()))
  return into
}

beforeAll(async () => {
  season = await prepared(folder, busySeason(folder))
  whole = await simulateSeason(season)
  ledger = await record(inBatchesOf(memoryLedger(), [300]))
})

/** Random ticks in ascending order, the first and the last of the season among them. */
function moments(): readonly number[] {
  const random = seededRandom(SEED, 0)
  const { count } = whole.ticks.batch
  const ticks = new Set([0, count - 1])
  while (ticks.size < MOMENTS) ticks.add(Math.floor(uniform(random) * count))
  return [...ticks].sort((a, b) => a - b)
}

const pieces = (ticks: readonly number[]) => cutBefore(whole, ...ticks.map((tick) => tick + 1))

/** The views of the whole season in memory, cut after each of these ticks. */
function viewsInMemory(ticks: readonly number[]): Promise<readonly SeasonView[]> {
  return lastValueFrom(from(pieces(ticks)).pipe(followSeason(), toArray()))
}

async function snapshotsOf(of: Ledger): Promise<readonly Snapshot[]> {
  const found: Snapshot[] = []
  for (let tick = Number.MAX_SAFE_INTEGER; ; tick = found.at(-1)!.tick - 1) {
    const snapshot = await run(of.snapshots!.latest({ ...SEASON_VIEW, season: BUSY }, tick))
    if (snapshot === undefined) return found.reverse()
    found.push(snapshot)
  }
}

/** Stored JSON as it was written before long lists of objects were written as rows. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if ('$rows' in value && Array.isArray(value.$rows)) {
    const [keys, ...rows]: readonly (readonly unknown[])[] = value.$rows
    return rows.map((row) =>
      Object.fromEntries(keys!.map((key, index) => [key, plain(row[index])])),
    )
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
}

/** A ledger that notes from which tick it is read. */
function noting(starts: number[]): Ledger {
  const read: Ledger['read'] = (stream, first, to) => {
    if (stream === ticksStream(season.tape.name)) starts.push(first ?? 0)
    return ledger.read(stream, first, to)
  }
  return { ...ledger, read }
}

describe(`a season at ${MOMENTS} random moments (seed ${SEED})`, () => {
  it('is from the ledger what it is in memory', async () => {
    const ticks = moments()
    const expected = await viewsInMemory(ticks)
    expect(expected).toHaveLength(MOMENTS)
    for (const [index, tick] of ticks.entries()) {
      const view = await viewAt(ledger, keptSeason(BUSY), tick)
      expect({ tick, view }).toEqual({ tick, view: expected[index] })
      expect(boardOf(view)).toEqual(boardOf(expected[index]!))
      expect(standings(view)).toEqual(standings(expected[index]!))
    }
  })

  /** Each part is read from where the one before ended, with a view that was stored there. */
  async function expectGoesOn<View>(projection: Projection<View>): Promise<void> {
    const ticks = moments()
    const cut = pieces(ticks)
    const places = (await viewsInMemory(ticks)).map(({ next }) => next)
    for (const name of ['amended', 'liquidated']) {
      let [inMemory, read] = [projection.initialView, projection.initialView]
      for (const [index, untilTick] of ticks.entries()) {
        inMemory = foldBatch(projection, inMemory, cut[index]!, name)
        const start = places[index - 1] ?? SEASON_START
        for await (const batch of readSeason(ledger, BUSY, { from: start, untilTick })) {
          read = foldBatch(projection, read, batch, name)
        }
        expect({ name, untilTick, view: read }).toEqual({ name, untilTick, view: inMemory })
        read = restoredView(storedView(read), projection.initialView)!
      }
    }
  }

  it.each([
    ['equity', () => expectGoesOn(equity)],
    ['drawdown', () => expectGoesOn(drawdown)],
    ['off-grid', () => expectGoesOn(offGrid)],
    ['grid profit', () => expectGoesOn(gridProfit)],
    ['days', () => expectGoesOn(daily)],
    ['the curve of falls', () => expectGoesOn(drawdownCurve(50))],
    ['marks of fills', () => expectGoesOn(fillMarks(50, 20))],
    ['lines over time', () => expectGoesOn(linesOverTime)],
    ['candles', () => expectGoesOn(priceCandles(50))],
  ])('goes on from a stored view: %s', async (_name, goesOn) => {
    await goesOn()
  })
})

it('has come to the end of each stream with the last tick', async () => {
  const { next } = await viewAt(ledger, keptSeason(BUSY), whole.ticks.batch.count - 1)
  const { name } = season.tape
  const eventsOf = async (stream: string) => (await run(ledger.head(stream)))?.events
  expect(next.ticks).toBe(await eventsOf(ticksStream(name)))
  expect(next.marks).toBe(await eventsOf(marksStream(name)))
  // What seals the tape comes after its last tick.
  expect(next.rates).toBe((await eventsOf(tapeStream(name)))! - 1)
  for (const { name: contestant } of CONTESTANTS) {
    const { events, checks } = next.runs.get(contestant)!
    expect(events).toBe(await eventsOf(runStream(runName(BUSY, contestant))))
    expect(checks).toBe(await eventsOf(checksStream(runName(BUSY, contestant))))
  }
})

describe('snapshots', () => {
  it('lie at the first batch after every so many ticks', async () => {
    const kept = await snapshotsOf(ledger)
    // Batches end after every 300 ticks, and where the memory's own do, after 4096.
    expect(kept.map(({ tick }) => tick)).toEqual([899, 1499, 2099, 2999, 3599, 4395])
  })

  it('make reading begin at the nearest one, and their absence at the start', async () => {
    const starts: number[] = []
    const { snapshots: _none, ...bare } = noting(starts)
    const far = await viewAt(noting(starts), keptSeason(BUSY), 3000)
    expect(await viewAt(bare, keptSeason(BUSY), 3000)).toEqual(far)
    await viewAt(noting(starts), keptSeason(BUSY), 2998)
    await viewAt(noting(starts), keptSeason(BUSY), 2999)
    expect(starts).toEqual([3000, 0, 2100, 3000])
  })

  it('are the same when a run is gone on with, or repeated', async () => {
    const broken = await record(inBatchesOf(memoryLedger(), [300]), 8)
    expect(await snapshotsOf(broken)).toHaveLength(3)
    await record(broken)
    expect(await snapshotsOf(broken)).toEqual(await snapshotsOf(ledger))
    expect(await firstWrongSnapshot(broken, BUSY)).toBeUndefined()
    await record(broken)
    expect(await snapshotsOf(broken)).toEqual(await snapshotsOf(ledger))
  })

  it('are right whatever the batches that they are checked in', async () => {
    const otherwise = inBatchesOf(ledger, [1000, 77])
    expect(await firstWrongSnapshot(otherwise, BUSY)).toBeUndefined()
  })

  it('are found where they are wrong, and passed over where they are none', async () => {
    const damaged = await record(inBatchesOf(memoryLedger(), [300]))
    const [first, , packed] = await snapshotsOf(damaged)
    const third = { ...packed!, content: unpackedText(packed!.content)! }
    const right = await viewAt(damaged, keptSeason(BUSY), 2500)
    const put = (content: string) => run(damaged.snapshots!.put({ ...third, content }))

    await put(third.content.replace('"fundingFee":', '"fundingFee":1'))
    expect(await viewAt(damaged, keptSeason(BUSY), 2500)).not.toEqual(right)
    const wrong = 'the snapshot of busy after tick 2099 is not what its events give'
    expect(await firstWrongSnapshot(damaged, BUSY)).toBe(wrong)

    const botless = third.content.replace('["amended",{"bot":', '["amended",{"bat":')
    const cut = packed!.content.slice(0, -9)
    for (const unusable of [third.content.slice(1), '{}', first!.content, cut, botless]) {
      expect(unusable).not.toBe(third.content)
      await put(unusable)
      expect(await viewAt(damaged, keptSeason(BUSY), 2500)).toEqual(right)
      expect(await firstWrongSnapshot(damaged, BUSY)).toBe(wrong)
    }
    const asBefore = JSON.stringify(plain(JSON.parse(third.content)))
    for (const usable of [third.content, packed!.content, asBefore]) {
      await put(usable)
      expect(await viewAt(damaged, keptSeason(BUSY), 2500)).toEqual(right)
      expect(await firstWrongSnapshot(damaged, BUSY)).toBeUndefined()
    }
  })

  it('of another version are not taken', async () => {
    const other = await record(inBatchesOf(memoryLedger(), [300]), 3)
    const [snapshot] = await snapshotsOf(other)
    const unlike = memoryLedger()
    const { snapshots: kept } = unlike
    await run(kept!.put({ ...snapshot!, version: 'season 0', content: '{}' }))
    const starts: number[] = []
    await viewAt({ ...noting(starts), snapshots: kept! }, keptSeason(BUSY), 1000)
    expect(starts).toEqual([0])
  })
})
