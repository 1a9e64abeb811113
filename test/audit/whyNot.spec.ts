import * as fc from 'fast-check'
import {
  type FillRule,
  type Ledger,
  type SparseEvent,
  seededRandom,
  uniform,
} from '@gridledger/domain'
import { whyNot, type WhyNotAnswer } from '../../packages/replayer/src/whyNot/whyNot'
import type { WatchedOrder } from '../../packages/replayer/src/whyNot/reason'
import { whyNotJson } from '../../packages/replayer/src/whyNot/whyNotJson'
import { whyNotText } from '../../packages/replayer/src/whyNot/whyNotText'
import { memoryLedger } from '../../packages/replayer/src/ledger/memoryLedger'
import { type FoundRun, findRun } from '../../packages/replayer/src/season/findRun'
import { runSeason } from '../../packages/replayer/src/season/runSeason'
import { BUSY, BUSY_BARS, CONTESTANTS, busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { SEASON_1_START } from '../support/marketFiles'
import { columnOf, sparseEvents, streamsOf } from '../support/streams'
import { type Bar, candleCsv } from '../support/tapes'
import { type PlainRun, naiveLine } from './naiveLine'

const folder = suiteFolder()
const NEUTRAL = CONTESTANTS[0]!
/** What the busy season lacks: slots that sleep. */
const ASLEEP = [
  { ...NEUTRAL, name: 'asleep', direction: 'long', basePosition: false, amendments: [] },
  { ...NEUTRAL, name: 'asleep-short', direction: 'short', basePosition: false, amendments: [] },
] as const

/** Minutes that move in steps of 250, so that prices lie on lines all the time. */
function coarseCandles(): string {
  const random = seededRandom(7, 0)
  const steps = (count: number) => 250 * Math.floor(uniform(random) * count)
  let open = 110_500
  const bars = Array.from({ length: BUSY_BARS + 1 }, (): Bar => {
    const close = Math.min(113_500, Math.max(107_500, open + steps(3) - 250))
    const [high, low] = [Math.max(open, close) + steps(2), Math.min(open, close) - steps(2)]
    const bar: Bar = [open, high, low, close]
    open = close
    return bar
  })
  return candleCsv(SEASON_1_START, bars)
}

interface Recorded {
  readonly ledger: Ledger
  readonly runs: readonly {
    readonly found: FoundRun
    readonly plain: PlainRun
    readonly lines: readonly number[]
  }[]
}

async function recorded(tape: 'coarse' | 'real', fillRule: FillRule): Promise<Recorded> {
  const ledger = memoryLedger()
  const season = busySeason(folder)
  const contestants = [...season.contestants, ...ASLEEP]
  if (tape === 'coarse') folder.write('candles.csv', coarseCandles())
  const { batches } = await runSeason(
    ledger,
    await prepared(folder, { ...season, fillRule, contestants }),
  )
  for await (const _ of batches);
  const streams = await streamsOf(ledger)
  const runs = []
  for (const { name } of contestants) {
    const found = await findRun(ledger, `${BUSY}.${name}`)
    const ticks = streams.get(found.streams.ticks)
    const events = sparseEvents(streams.get(found.streams.run))
    const plain = { events, times: columnOf(ticks, 0), prices: columnOf(ticks, 2) }
    runs.push({ found, plain, lines: everyLine(events) })
  }
  return { ledger, runs }
}

/** The prices of all lines that a run ever had. */
function everyLine(events: readonly SparseEvent[]): readonly number[] {
  const lines = events.flatMap((event) =>
    event.type === 'GridStarted' || event.type === 'ParametersAmended' ? event.data.linesTicks : [],
  )
  return [...new Set(lines)]
}

describe.each([
  ['real', 'touch'],
  ['coarse', 'touch'],
  ['coarse', 'cross'],
] as const)('why-not, on %s prices with the fill rule %s', (tape, rule) => {
  let season: Recorded
  beforeAll(async () => {
    season = await recorded(tape, rule)
  })

  const questions = fc.record({
    run: fc.nat(),
    line: fc.nat(),
    beside: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constantFrom(-3, 7, 30_000)),
    side: fc.constantFrom('buy' as const, 'sell' as const, null),
    near: fc.constantFrom('tick', 'event', 'own'),
    at: fc.nat(),
    offset: fc.oneof(
      { weight: 2, arbitrary: fc.constant(0) },
      fc.integer({ min: -70_000_000, max: 70_000_000 }),
    ),
  })

  it('never contradicts the events', async () => {
    await fc.assert(
      fc.asyncProperty(questions, async ({ run, line, beside, side, near, at, offset }) => {
        const { found, plain, lines } = season.runs[run % season.runs.length]!
        const priceTicks = lines[line % lines.length]! + beside
        const own = naiveLine(plain, priceTicks).placed
        const moments = {
          tick: plain.times,
          event: plain.events.map(({ timeMicros }) => timeMicros),
          own: own.map(({ tick }) => plain.times[tick]!),
        }
        const times = moments[near].length === 0 ? plain.times : moments[near]
        const timeMicros = times[at % times.length]! + offset
        const point = { kind: 'time' as const, timeMicros }
        const answer = await whyNot(season.ledger, found, { priceTicks, point, side })
        expectTrue(answer, plain, rule)
        const printed = `${whyNotText(answer, 'UTC')} ${JSON.stringify(whyNotJson(answer))}`
        expect(printed).not.toMatch(/undefined|NaN|Infinity|  \.|, ,/)
      }),
      { numRuns: 300 },
    )
  })
})

/** Holds an answer against a look through all events and ticks. */
function expectTrue(answer: WhyNotAnswer, plain: PlainRun, rule: FillRule): void {
  const { reason, moment, priceTicks, side } = answer
  const naive = naiveLine(plain, priceTicks)
  const tick = naive.tickAt(moment.timeMicros)
  const candle = tick < 0 ? [] : naive.candle(moment.timeMicros)
  const isAsked = (order: { readonly side: string }) => side === null || order.side === side
  const fills = naive.fills.filter((fill) => candle.includes(fill.tick) && isAsked(fill))
  const resting = naive.restingAfter(tick)
  const reaches = (missing: number) => (rule === 'touch' ? missing <= 0 : missing < 0)
  expect(moment.tick).toBe(tick)

  if (tick < 0) return expect(reason.kind).toBe('not-started')
  if (fills.length > 0 || reason.kind === 'filled') {
    if (reason.kind !== 'filled') throw new Error(`${reason.kind}, but there are fills`)
    const told = reason.orders.map(({ end }) => (end?.kind === 'filled' ? end.fill : null))
    return expect(told).toEqual(fills.map(({ fill }) => fill))
  }
  if ('watched' in reason && reason.watched !== null) expectWatched(reason.watched, answer, plain)
  if ('next' in reason) {
    const next = naive.placed.find((order) => order.tick > tick && isAsked(order.data))
    expect(reason.next?.placed.revision).toBe(next?.revision)
  }
  if ('prices' in reason) {
    const prices = (candle.length > 0 ? candle : [tick]).map((each) => plain.prices[each]!)
    const [lowTicks, highTicks] = [Math.min(...prices), Math.max(...prices)]
    expect(reason.prices).toEqual({ lowTicks, highTicks })
  }
  switch (reason.kind) {
    case 'not-started':
      throw new Error('there is a tick before')
    case 'stopped':
    case 'season-ended':
      return expect(naive.stopTick).toBeLessThanOrEqual(tick)
    case 'start-tick':
    case 'amendment-tick':
    case 'candle-path':
    case 'end-tick': {
      const { order } = reason.watched
      expect(candle).toContain(reason.reached.tick)
      expect(reaches(naive.missing(order.side, reason.reached.tick))).toBe(true)
      if (reason.kind !== 'candle-path') return
      expect(reason.reached.tick).toBe(candle[1])
      return expect(order.placed.tick).toBe(candle[2])
    }
  }
  expect(naive.stopTick).toBeGreaterThan(tick)
  const isLine = naive.linesAt(tick).includes(priceTicks)
  if (reason.kind === 'outside-range' || reason.kind === 'not-a-line') {
    expect(isLine).toBe(false)
    const isInside =
      Math.min(...naive.linesAt(tick)) < priceTicks && priceTicks < Math.max(...naive.linesAt(tick))
    return expect(isInside).toBe(reason.kind === 'not-a-line')
  }
  expect(isLine).toBe(true)
  switch (reason.kind) {
    case 'filled-before': {
      expect(resting).toEqual([])
      const last = naive.placed.findLast((order) => order.tick <= tick)
      expect(reason.order.placed.revision).toBe(last?.revision)
      return expect(naive.endOf(last!.revision).type).toBe('OrderFilled')
    }
    case 'empty-line':
    case 'dormant-slot':
      return expect(resting).toEqual([])
    default: {
      const { order, before } = reason.watched
      expect(resting.map(({ revision }) => revision)).toEqual([order.placed.revision])
      expect(isAsked(order)).toBe(reason.kind !== 'other-side')
      if (reason.kind === 'not-reached') expect(before?.missingTicks).toBeGreaterThan(0)
      if (reason.kind === 'fill-rule') expect([rule, before?.missingTicks]).toEqual(['cross', 0])
      if (reason.kind === 'just-placed') expect(order.placed.tick).toBe(candle.at(-1))
    }
  }
}

/** No tick between an order's placing and its end came nearer than the answer says. */
function expectWatched(
  { order, before, after, then }: WatchedOrder,
  { priceTicks, moment }: WhyNotAnswer,
  plain: PlainRun,
): void {
  const naive = naiveLine(plain, priceTicks)
  const event = plain.events[order.placed.revision]
  if (event?.type !== 'OrderPlaced') throw new Error('an order that is none')
  expect(event.data).toMatchObject({ side: order.side, priceTicks })
  const end = naive.endOf(order.placed.revision)
  expect(order.end?.place.tick).toBe(end.tick)
  const candle = naive.candle(moment.timeMicros)
  const until = candle.at(-1) ?? moment.tick
  const last = end.tick! - (end.type === 'OrderCancelled' ? 0 : 1)
  const nearest = (from: number, to: number) => {
    const misses = []
    for (let tick = from; tick <= to; tick += 1) misses.push(naive.missing(order.side, tick))
    return misses.length === 0 ? undefined : Math.min(...misses)
  }
  const first = order.placed.tick + 1
  const isAmended = order.end?.kind === 'cancelled' && order.end.by === 'amendment'
  const to = isAmended ? last - 1 : last
  expect(before?.missingTicks).toBe(nearest(first, Math.min(until, to)))
  expect(then?.missingTicks).toBe(
    nearest(Math.max(first, candle[0] ?? moment.tick), Math.min(until, to)),
  )
  const rest = order.end?.kind === 'filled' ? undefined : nearest(Math.max(first, until + 1), to)
  expect(after?.missingTicks).toBe(rest)
  for (const approach of [before, after, then]) {
    if (approach === null) continue
    expect(approach.priceTicks).toBe(plain.prices[approach.tick])
    expect(approach.missingTicks).toBe(naive.missing(order.side, approach.tick))
    expect(approach.missingTicks).toBeGreaterThanOrEqual(0)
  }
}
