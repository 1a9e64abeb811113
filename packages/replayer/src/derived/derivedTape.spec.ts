import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import { type DenseBatch, at, parseCandlePath, tapeBars } from '@gridledger/domain'
import { type Bar, candleCsv, right, tapeSource } from '../../../../test/support/tapes'
import { embeddedTape } from '../import/embeddedTape'
import { recordTape } from '../import/recordTape'
import { type Tape, makeTape } from '../import/tape'
import { memoryLedger } from '../ledger/memoryLedger'
import { readTape } from '../season/recordedSeason'
import { allTicks } from '../season/simulateSeason'
import { derivedTape } from './derivedTape'
import { parseTapeMethod } from './tapeMethod'

const MINUTE = 60_000_000
const FOUR_HOURS = 240 * MINUTE
const FLAT_BAR: Bar = [100, 100, 100, 100]
const FLAT: readonly Bar[] = [FLAT_BAR, FLAT_BAR, FLAT_BAR]
const START = Date.parse('2025-10-24T15:30:00Z') * 1000

/** Bars that wander about, each a few dollars long. */
const bars = fc
  .array(
    fc.tuple(
      fc.integer({ min: -400, max: 400 }),
      fc.nat(300),
      fc.nat(300),
      fc.integer({ min: -50, max: 50 }),
    ),
    { minLength: 2, maxLength: 600 },
  )
  .map((steps) => {
    let before = 1_000_000
    return steps.map(([move, above, below, gap]): Bar => {
      const open = before + gap
      const close = open + move
      before = close
      const [high, low] = [Math.max(open, close) + above, Math.min(open, close) - below]
      return [open / 10, high / 10, low / 10, close / 10]
    })
  })

function tapeOf(
  rows: readonly Bar[],
  candlePath = 'nearest',
  markBars?: readonly Bar[],
  intervalMicros = MINUTE,
): Tape {
  const from = START - (START % intervalMicros)
  const source = tapeSource({
    candles: candleCsv(from, rows, intervalMicros),
    intervalMicros,
    ...(markBars === undefined ? {} : { mark: candleCsv(from, markBars) }),
  })
  const toMicros = from + (rows.length - 1) * intervalMicros
  return right(makeTape(source, { fromMicros: from, toMicros, candlePath }))
}

/** The same ticks as if each were a trade. */
function asTrades(tape: Tape): Tape {
  const [opened, ...rates] = tape.opening
  if (opened?.type !== 'TapeOpened') throw new Error('a tape without its TapeOpened')
  const bars = { candles: null, intervalMicros: null, candlePath: null }
  return {
    ...tape,
    kind: 'trades',
    opening: [{ ...opened, data: { ...opened.data, ...bars } }, ...rates],
  }
}

async function derived(source: Tape, text: string): Promise<Tape> {
  return right(await derivedTape(source, right(parseTapeMethod(text))))
}

const ticksOf = async (tape: Tape) => (await allTicks(tape)).batch
async function barsOf(tape: Tape) {
  const batch = await ticksOf(tape)
  const [timeMicros, row, ticks] = [0, 1, 2].map((index) => column(batch, index))
  return tapeBars({ count: batch.count, timeMicros: timeMicros!, row: row!, ticks: ticks! }, MINUTE)
}

const methods = fc.oneof(
  fc.nat(50).map((seed) => `bridge-${seed}`),
  fc.nat(50).map((seed) => `bootstrap-${seed}`),
  fc.nat(50).map((seed) => `seeded-${seed}`),
  fc.constantFrom('nearest', 'high-first', 'low-first'),
  fc.integer({ min: 1, max: 1000 }).map((percent) => `volatility-${percent}`),
  fc
    .tuple(fc.constantFrom('plus', 'minus'), fc.nat(99))
    .map(([sign, size]) => `shock-${size === 0 ? 'plus' : sign}-${size}-at-20251024t153000z`),
)

describe('derivedTape', () => {
  it('makes a tape of as many valid bars at the same times, the same for the same method', async () => {
    await fc.assert(
      fc.asyncProperty(bars, methods, async (rows, method) => {
        const source = tapeOf(rows)
        const tape = await derived(source, method)
        const [before, after] = [await barsOf(source), await barsOf(tape)]
        expect(after.candles.openTimeMicros).toEqual(before.candles.openTimeMicros)
        expect(invalid(after.candles)).toEqual([])
        expect(at(after.candles.openTicks, 0)).toBe(at(before.candles.openTicks, 0))
        expect(tape.lowTicks).toBe(Math.min(...after.candles.lowTicks))
        expect(tape.highTicks).toBe(Math.max(...after.candles.highTicks))
        const again = await derived(source, method)
        expect(await ticksOf(again)).toEqual(await ticksOf(tape))
        expect({ ...again, ticks: null }).toEqual({ ...tape, ticks: null })
      }),
      { numRuns: 60 },
    )
  })

  it('is recorded and read back like any other tape', async () => {
    const ledger = memoryLedger()
    const tape = await derived(tapeOf(fc.sample(bars, { numRuns: 1, seed: 1 })[0]!), 'bridge-1')
    expect(await recordTape(ledger, tape)).toBe('recorded')
    const read = await readTape(ledger, tape.name)
    expect(await ticksOf(read)).toEqual(await ticksOf(tape))
    expect({ ...read, ticks: null }).toEqual({ ...tape, ticks: null, layouts: [] })
    const derivedBridge = await derived(read, 'shock-minus-5-at-20251024t153100z')
    expect(derivedBridge.name).toBe(`${tape.name}-shock-minus-5-at-20251024t153100z`)
  })

  it.each(['volatility-100', 'shock-plus-0-at-20251024t153000z', 'nearest'])(
    '%s changes no price, no mark and no row',
    async (method) => {
      await fc.assert(
        fc.asyncProperty(bars, async (rows) => {
          const source = tapeOf(rows, 'nearest', rows)
          const tape = await derived(source, method)
          expect(await ticksOf(tape)).toEqual(await ticksOf(source))
          expect(tape.marks).toEqual(source.marks)
        }),
        { numRuns: 20 },
      )
    },
  )

  it('along a path is the tape that its source along that path makes, marks too', async () => {
    const paths = ['nearest', 'high-first', 'low-first', 'seeded:3', 'seeded:4']
    const twoPaths = fc.tuple(fc.constantFrom(...paths), fc.constantFrom(...paths))
    await fc.assert(
      fc.asyncProperty(bars, twoPaths, async (rows, [from, to]) => {
        const sibling = await derived(tapeOf(rows, from, rows), to.replace(':', '-'))
        const made = tapeOf(rows, to, rows)
        expect(await ticksOf(sibling)).toEqual(await ticksOf(made))
        expect(sibling.marks).toEqual(made.marks)
        expect(sibling.kind).toBe('candles')
        const [opened] = sibling.opening
        expect(
          opened?.type === 'TapeOpened' && parseCandlePath(opened.data.candlePath ?? ''),
        ).toEqual(parseCandlePath(to))
      }),
      { numRuns: 40 },
    )
  })

  it('by a bridge keeps the figures of every four hours, and the price at the end', async () => {
    await fc.assert(
      fc.asyncProperty(bars, fc.nat(99), async (rows, seed) => {
        const source = tapeOf(rows)
        const tape = await derived(source, `bridge-${seed}`)
        const [before, after] = [await barsOf(source), await barsOf(tape)]
        expect(fourHours(after.candles)).toEqual(fourHours(before.candles))
        expect(at(after.candles.openTicks, rows.length - 1)).toBe(
          at(before.candles.openTicks, rows.length - 1),
        )
        expect([...after.rows]).toEqual(rows.map((_row, bar) => bar + 1))
      }),
      { numRuns: 30 },
    )
  })

  it('by a bootstrap has the moves of bars of the source, in runs of neighbours', async () => {
    await fc.assert(
      fc.asyncProperty(bars, fc.nat(99), async (rows, seed) => {
        const { candles } = await barsOf(tapeOf(rows))
        const made = (await barsOf(await derived(tapeOf(rows), `bootstrap-${seed}`))).candles
        const whole = candles.count - 1
        const length = Math.ceil(whole / 4)
        for (let first = 0; first < whole; first += length) {
          const end = Math.min(first + length, whole)
          const starts = Array.from({ length: whole - length + 1 }, (_, start) => start)
          const fits = (start: number) =>
            Array.from({ length: end - first }, (_, bar) => bar).every((bar) =>
              hasMovesOf(made, first + bar, candles, start + bar),
            )
          expect(starts.some(fits)).toBe(true)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('by a shock moves in the bar of the moment, and for good', async () => {
    const rows: readonly Bar[] = [
      [100, 101, 99, 100.5],
      [100.5, 102, 100, 101],
      [101, 103, 100.9, 102],
      [102, 102, 102, 102],
    ]
    const tape = await derived(tapeOf(rows, 'nearest', rows), 'shock-minus-20-at-20251024t153159z')
    const { candles } = await barsOf(tape)
    expect([...candles.openTicks]).toEqual([1000, 1005, 808, 816])
    expect([...candles.highTicks]).toEqual([1010, 1005, 824, 816])
    expect([...candles.lowTicks]).toEqual([990, 800, 807, 816])
    expect([...candles.closeTicks]).toEqual([1005, 808, 816, 816])
    expect(tape.marks?.columns[2]).toEqual((await ticksOf(tape)).columns[2])
    const before = await derived(tapeOf(rows), 'shock-plus-10-at-20251024t152959z')
    expect([...(await barsOf(before)).candles.openTicks]).toEqual([1100, 1106, 1111, 1122])
  })

  it('by volatility has moves of so many percent, and no price below a tick', async () => {
    const rows: readonly Bar[] = [
      [100, 104, 98, 102],
      [102, 102, 51, 51],
      [51, 51, 51, 51],
    ]
    const half = await barsOf(await derived(tapeOf(rows), 'volatility-50'))
    expect([...half.candles.highTicks]).toEqual([1020, 1010, 758])
    expect([...half.candles.lowTicks]).toEqual([990, 758, 758])
    const huge = await barsOf(await derived(tapeOf(rows), 'volatility-300'))
    expect([...huge.candles.closeTicks]).toEqual([1060, 1, 1])
  })

  it('keeps the ratio of the mark to the last price', async () => {
    await fc.assert(
      fc.asyncProperty(bars, fc.nat(99), async (rows, seed) => {
        const source = tapeOf(
          rows,
          'nearest',
          rows.map(([o, h, l, c]) => [o + 9, h + 9, l + 9, c + 9]),
        )
        const tape = await derived(source, `bootstrap-${seed}`)
        const ratios = async (of: Tape) => {
          const ticks = column(await ticksOf(of), 2)
          return column(of.marks!, 2).map((mark, row) => mark / at(ticks, row))
        }
        const [before, after] = [await ratios(source), await ratios(tape)]
        for (const [row, ratio] of before.entries()) expect(at(after, row)).toBeCloseTo(ratio, 5)
      }),
      { numRuns: 10 },
    )
  })

  it('of trades shocks each trade from the moment on, and nothing else is possible', async () => {
    const trades = asTrades(tapeOf(FLAT))
    const tape = await derived(trades, 'shock-plus-10-at-20251024t153030z')
    expect([...column(await ticksOf(tape), 2)]).toEqual([
      1000, 1000, 1100, 1100, 1100, 1100, 1100, 1100, 1100,
    ])
    expect(column(await ticksOf(tape), 1)).toEqual(column(await ticksOf(trades), 1))
    for (const text of ['bridge-1', 'bootstrap-1', 'volatility-50', 'low-first']) {
      const refused = await derivedTape(trades, right(parseTapeMethod(text)))
      expect(E.isLeft(refused) ? refused.left : '').toMatch(
        `${text}: expected a tape of candles, found one of trades, wh`,
      )
    }
  })

  it.each([
    [
      tapeOf(FLAT),
      'shock-minus-5-at-20251024t153200z',
      'expected a moment before the end 2025-10-24T15:32:00Z',
    ],
    [
      tapeOf(FLAT, 'nearest', undefined, FOUR_HOURS),
      'bridge-1',
      'expected bars shorter than four hours, for it goes between the figures of these',
    ],
  ])('refuses a tape that has none', async (source, method, message) => {
    const refused = await derivedTape(source, right(parseTapeMethod(method)))
    expect(refused).toEqual(E.left(`${method}: ${message}`))
  })

  const embedded = right(
    makeTape(right(embeddedTape('okx-season-1')), {
      fromMicros: Date.parse('2025-10-23T18:30:00Z') * 1000,
      toMicros: Date.parse('2025-11-03T23:00:00Z') * 1000,
      candlePath: 'nearest',
    }),
  )
  // Bytes that every engine has to give: where these change, no recorded season verifies any more.
  it.each([
    ['bridge-1', '9693659553ab'],
    ['bootstrap-1', '3e8f40472576'],
    ['volatility-150', '716f53aae7d7'],
    ['shock-minus-20-at-20251029t084500z', 'b55f320b6814'],
    ['seeded-1', 'c2a364331318'],
  ])('%s of the embedded tape has golden ticks', async (method, expected) => {
    const hash = createHash('sha256')
    const { columns } = await ticksOf(await derived(embedded, method))
    for (const values of columns)
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    expect(hash.digest('hex').slice(0, 12)).toBe(expected)
  })
})

type Candles = Awaited<ReturnType<typeof barsOf>>['candles']

const column = (batch: DenseBatch, index: number) => batch.columns[index] ?? new Float64Array()

function invalid(candles: Candles): readonly number[] {
  return Array.from(candles.openTicks.keys()).filter((bar) => {
    const [open, high] = [at(candles.openTicks, bar), at(candles.highTicks, bar)]
    const [low, close] = [at(candles.lowTicks, bar), at(candles.closeTicks, bar)]
    const isWhole = [open, high, low, close].every(Number.isSafeInteger)
    return !isWhole || low < 1 || low > Math.min(open, close) || high < Math.max(open, close)
  })
}

/** Open, high, low and close of every four hours, without the bar of the end. */
function fourHours(candles: Candles): ReadonlyMap<number, readonly number[]> {
  const made = new Map<number, readonly [number, number, number, number]>()
  for (let bar = 0; bar < candles.count - 1; bar += 1) {
    const hours = Math.floor(at(candles.openTimeMicros, bar) / FOUR_HOURS)
    const [open, high, low] = made.get(hours) ?? [at(candles.openTicks, bar), 0, Infinity]
    made.set(hours, [
      open,
      Math.max(high, at(candles.highTicks, bar)),
      Math.min(low, at(candles.lowTicks, bar)),
      at(candles.closeTicks, bar),
    ])
  }
  return made
}

/** Whether each figure lies as far from the close before it, within the rounding to whole ticks. */
function hasMovesOf(made: Candles, bar: number, source: Candles, from: number): boolean {
  const base = (of: Candles, place: number, isOwn: boolean) =>
    isOwn ? at(of.openTicks, place) : at(of.closeTicks, place - 1)
  const isOwn = bar === 0 || from === 0
  const [was, is] = [base(source, from, isOwn), base(made, bar, bar === 0)]
  return (['openTicks', 'highTicks', 'lowTicks', 'closeTicks'] as const).every((name) => {
    const expected = (is * at(source[name], from)) / was
    return Math.abs(at(made[name], bar) - expected) <= 1.5
  })
}
