import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { Decimal, type EventBatch, type Ledger, type Side, ticksOf } from '@gridledger/domain'
import { suiteFolder } from '../../../../test/support/files'
import { firstOf, ledgerOf, streamsOf } from '../../../../test/support/streams'
import { type Bar, candleCsv, right } from '../../../../test/support/tapes'
import { whyNotJson } from './whyNotJson'
import { memoryLedger } from '../ledger/memoryLedger'
import { findRun } from '../season/findRun'
import { parsePoint } from '../season/pointInTime'
import { prepareSeason } from '../season/prepareSeason'
import { runSeason } from '../season/runSeason'
import { type ReadSeasonFile, readSeasonFile } from '../season/seasonFile'
import { whyNot } from './whyNot'

/** The season that docs/why-not.md shows: thirteen trades, one every ten seconds. */
const TRADES = join(__dirname, '../../../../test/docs/why-not.json')
const folder = suiteFolder()
let trades: Ledger
let candles: Ledger
beforeAll(async () => {
  const read = right(readSeasonFile(TRADES))
  trades = await recorded(read)
  const { season } = read
  // The high of the first candle comes before its low.
  const bars: readonly Bar[] = [
    [100_500, 101_100, 99_800, 100_400],
    [100_400, 100_500, 100_300, 100_400],
    [100_400, 100_400, 100_400, 100_400],
  ]
  folder.write('candles.csv', candleCsv(season.start, bars))
  const tape = { candles: ['candles.csv'], interval: 60_000_000 }
  candles = await recorded({
    path: 'candles.json',
    folder: folder.path,
    season: { ...season, tape, contestants: season.contestants.slice(0, 1) },
  })
})

async function recorded(read: ReadSeasonFile): Promise<Ledger> {
  const ledger = memoryLedger()
  const { batches } = await runSeason(ledger, right(await prepareSeason(read)))
  for await (const { runs } of batches) expect(runs.size).toBeGreaterThan(0)
  return ledger
}

interface Question {
  readonly of?: string
  readonly price: string
  readonly at: string
  readonly side?: Side
}

async function ask(ledger: Ledger, { of = 'plain', price, at, side }: Question) {
  const found = await findRun(ledger, `why-not.${of}`)
  const point = parsePoint(/^\d\d:/.test(at) ? `2025-01-01T00:${at}Z` : at)
  if (E.isLeft(point)) throw new Error(point.left)
  const priceTicks = ticksOf(found.units, new Decimal(price))
  const question = { priceTicks, point: point.right, side: side ?? null }
  return whyNotJson(await whyNot(ledger, found, question))
}

const filled = (n: number) => ({ end: { kind: 'filled', fill: `why-not.plain#${n}` } })
const RUN = 'run-why-not.plain'

describe('why-not says', () => {
  it.each([
    ['that it filled then', { price: '99000', at: '01:00' }, 'filled', { orders: [filled(2)] }],
    ['so, of a revision', { price: '99000', at: '8' }, 'filled', { orders: [filled(2)] }],
    [
      'that the run had not started',
      { price: '99000', at: '2024-12-31T00:00:00Z' },
      'not-started',
      { next: { event: `${RUN}@2` }, tick: null },
    ],
    [
      'that the season had ended',
      { price: '99000', at: '03:00' },
      'season-ended',
      {
        stop: { reason: 'seasonEnd' },
        order: { event: `${RUN}@10` },
        nearest: { missing: '2200' },
      },
    ],
    [
      'that a stop came first',
      { of: 'cautious', price: '98000', at: '01:10' },
      'stopped',
      {
        stop: { reason: 'stopLoss', trigger: 'run-why-not.cautious@13' },
        order: { end: { kind: 'cancelled', by: 'stop-loss', cause: 'run-why-not.cautious@13' } },
        nearest: { missing: '1000', price: '99000' },
      },
    ],
    [
      'how far outside the range the price is',
      { price: '102000.1', at: '01:00' },
      'outside-range',
      { beyond: '0.1', line: null, low: '99000', high: '99000' },
    ],
    [
      'which lines are nearest, and when it became one',
      { of: 'denser', price: '100500', at: '01:00' },
      'not-a-line',
      {
        below: { price: '100000', side: 'sell' },
        above: { price: '101000', side: 'sell' },
        next: { event: 'run-why-not.denser@23' },
      },
    ],
    [
      'how near the price came',
      { price: '102000', at: '00:40' },
      'not-reached',
      {
        order: { event: `${RUN}@4`, side: 'sell', quantity: '1.24', ...filled(5) },
        nearest: { price: '101000', missing: '1000', missingTicks: 10_000 },
        nearestThen: { price: '100300' },
        nearestAfter: null,
      },
    ],
    [
      'how near it came afterwards where it never filled',
      { price: '98000', at: '00:10' },
      'not-reached',
      { order: { end: { kind: 'season-end' } }, nearestAfter: { price: '99000', missing: '1000' } },
    ],
    [
      'that a touch is not enough',
      { of: 'through', price: '99000', at: '01:00' },
      'fill-rule',
      { rule: 'through', nearest: { price: '99000', missingTicks: 0 } },
    ],
    [
      'that it was placed just then',
      { price: '101000', at: '00:50' },
      'just-placed',
      { order: filled(4) },
    ],
    [
      'that the start fills nothing',
      { price: '100000', at: '00:00' },
      'start-tick',
      { order: filled(1) },
    ],
    [
      'that an amendment laid it at a price that reached it',
      { of: 'denser', price: '100000', at: '01:20' },
      'amendment-tick',
      { order: { side: 'buy' }, reached: { price: '100000' } },
    ],
    [
      'that an amendment took it back at a price that reached it',
      { of: 'denser', price: '100000', at: '01:20', side: 'sell' as const },
      'amendment-tick',
      {
        order: { end: { by: 'amendment', cause: 'run-why-not.denser@13' } },
        nearest: { price: '99500' },
      },
    ],
    [
      'that the last tick fills nothing',
      { price: '101000', at: '02:00' },
      'end-tick',
      { order: { event: `${RUN}@14`, end: { kind: 'season-end' } } },
    ],
    [
      'that the order was of the other side',
      { price: '100000', at: '01:15', side: 'buy' as const },
      'other-side',
      { order: { side: 'sell' }, next: { event: `${RUN}@12` } },
    ],
    [
      'that it had filled before, and what that placed',
      { price: '100000', at: '01:25' },
      'filled-before',
      {
        order: { end: { fill: 'why-not.plain#3', counter: `${RUN}@10` } },
        next: { event: `${RUN}@12` },
      },
    ],
    [
      'that the line was the empty one',
      { price: '101000', at: '00:30' },
      'empty-line',
      { next: { event: `${RUN}@6`, ...filled(4) } },
    ],
    [
      'that its slot slept',
      { of: 'flat', price: '102000', at: '00:20' },
      'dormant-slot',
      { wakesAt: '101000', next: null },
    ],
  ])('%s', async (_, question: Question, answer, facts) => {
    expect(await ask(trades, question)).toMatchObject({ answer, ...facts })
  })

  it('that a candle reached the line before the order was there', async () => {
    expect(await ask(candles, { price: '101000', at: '00:00' })).toMatchObject({
      answer: 'candle-path',
      candle: '2025-01-01T00:00:00Z',
      reached: { at: '2025-01-01T00:00:15Z', price: '101100' },
      order: { side: 'sell', placed: '2025-01-01T00:00:30Z' },
    })
    expect(await ask(candles, { price: '101000', at: '01:00' })).toMatchObject({
      answer: 'not-reached',
      nearestThen: { price: '100500', at: '2025-01-01T00:01:30Z' },
    })
  })
})

describe('of a season that is unfinished', () => {
  /** The trades with only so many events of the run. */
  async function unfinished(events: number): Promise<Ledger> {
    const cut = (name: string, batch: EventBatch): EventBatch => {
      if (name === 'season-why-not') return firstOf(batch, 6)
      if (name === RUN) return firstOf(batch, events)
      return name.startsWith('checks-') ? firstOf(batch, 1) : batch
    }
    const streams = [...(await streamsOf(trades))]
    return ledgerOf(new Map(streams.map(([name, batch]) => [name, cut(name, batch)])))
  }

  it('it answers as far as the run is recorded', async () => {
    const ledger = await unfinished(9)

    expect(await ask(ledger, { price: '100000', at: '01:00' })).toMatchObject({
      answer: 'just-placed',
      order: { event: `${RUN}@8`, end: null },
      nearestAfter: null,
    })
  })

  it('it refuses to answer beyond', async () => {
    const question = { price: '100000', at: '01:10' }

    await expect(ask(await unfinished(9), question)).rejects.toThrow(
      'why-not.plain is recorded until 2025-01-01T00:01:00Z so far',
    )
    await expect(ask(await unfinished(0), question)).rejects.toThrow(
      'has no event of why-not.plain yet',
    )
  })
})

it('refuses a revision that the run does not have', async () => {
  await expect(ask(trades, { price: '100000', at: '16' })).rejects.toThrow(
    '--at: expected a revision of run-why-not.plain, 0 to 15, found 16',
  )
})
