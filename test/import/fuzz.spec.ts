import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import type { TapeFiles } from '../../packages/replayer/src/import/tapeSource'
import { suiteFolder } from '../support/files'
import { readFiles } from '../support/importing'
import { LAYOUT_SAMPLES } from '../support/layoutSamples'
import { PACKINGS, type Packing } from '../support/packed'
import { right } from '../support/tapes'

/** `FUZZ_CASES=100000` runs as many of each. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 200)
const TIMEOUT = 60_000 + CASES * 20
const LARGEST_TICKS = 2 ** 31 - 1
const folder = suiteFolder()
const GOOD_PRICES = folder.write('prices.csv', LAYOUT_SAMPLES[0]!.text)

/** One change of a file's bytes; places are shares of its length. */
type Change = (bytes: Buffer) => Buffer
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const at = (bytes: Buffer, share: number) => Math.floor(share * bytes.length)
const cut = (bytes: Buffer, from: number, to: number, between: Uint8Array = Buffer.alloc(0)) =>
  Buffer.concat([bytes.subarray(0, from), between, bytes.subarray(to)])
const telling = fc.constantFrom(
  ...['0', '-1', ',', '\n', '\r\n', '\r', '.', '..', '1e5', '"', '\uFEFF', '\0', '9'.repeat(20)],
  ...['[', ']', '{', '}', 'null', '\u00ff', ' ', 'NaN', '999999999999', '0.00000001', '1'],
)

const flip = fc.tuple(place, fc.nat(7)).map(([share, bit]): Change => (bytes) => {
  const copy = Buffer.from(bytes)
  const index = at(bytes, share)
  if (index < copy.length) copy[index] = copy[index]! ^ (1 << bit)
  return copy
})
const remove = fc.tuple(place, fc.nat(40)).map(([share, length]): Change => (bytes) => {
  return cut(bytes, at(bytes, share), Math.min(bytes.length, at(bytes, share) + length))
})
const insert = fc.tuple(place, telling).map(([share, text]): Change => (bytes) => {
  return cut(bytes, at(bytes, share), at(bytes, share), Buffer.from(text))
})
const overwrite = fc
  .tuple(place, fc.uint8Array({ minLength: 1, maxLength: 9 }))
  .map(([share, by]): Change => (bytes) => {
    return cut(bytes, at(bytes, share), Math.min(bytes.length, at(bytes, share) + by.length), by)
  })
const truncate = place.map(
  (share): Change =>
    (bytes) =>
      bytes.subarray(0, at(bytes, share)),
)
const lines = (change: (of: string[], share: number) => string[]) =>
  place.map((share): Change => (bytes) => {
    return Buffer.from(change(bytes.toString('latin1').split('\n'), share).join('\n'), 'latin1')
  })
const repeatLine = lines((of, share) => {
  const index = Math.floor(share * of.length)
  return [...of.slice(0, index + 1), ...of.slice(index)]
})
const swapLines = lines((of, share) => {
  const index = Math.floor(share * of.length)
  return [
    ...of.slice(0, index),
    ...of.slice(index + 1, index + 2),
    of[index] ?? '',
    ...of.slice(index + 2),
  ]
})
const dropLine = lines((of, share) => of.toSpliced(Math.floor(share * of.length), 1))
const change = fc.oneof(flip, remove, insert, overwrite, truncate, repeatLine, swapLines, dropLine)
const changes = fc.array(change, { minLength: 1, maxLength: 4 })
const changed = (bytes: Buffer, by: readonly Change[]) => by.reduce((of, one) => one(of), bytes)

/** As which source a file is read. */
const role = fc.constantFrom('prices', 'mark', 'funding')
type Role = 'prices' | 'mark' | 'funding'

const filesOf = (as: Role, path: string, acceptGaps: boolean): Partial<TapeFiles> =>
  as === 'prices'
    ? { prices: [path], acceptGaps }
    : { prices: [GOOD_PRICES], [as]: [path], acceptGaps }

/** Reads a file; what comes of it must be right by itself, or a message that names the file. */
async function check(
  bytes: Uint8Array,
  as: Role,
  acceptGaps: boolean,
  name: string,
): Promise<boolean> {
  const path = folder.write(name, bytes)
  const read = await readFiles(filesOf(as, path, acceptGaps))
  if (E.isLeft(read)) {
    const isNamed = read.left.startsWith(path) || read.left.includes(` ${name},`)
    const isSpan = /^(start|end): /.test(read.left) && read.left.includes(name)
    if (!isNamed && !isSpan) throw new Error(`no file is named: ${read.left}`)
    if (read.left.length > 3000 || /undefined|\[object/.test(read.left)) throw new Error(read.left)
    return false
  }
  const { prices, mark, funding } = read.right
  for (const source of [prices, mark]) {
    if (source === null) continue
    if ('batches' in source) await checkTrades(source)
    else checkBars(source)
  }
  let before = -1
  for (const { timeMicros, rate } of funding?.rows ?? []) {
    expect(timeMicros).toBeGreaterThan(before)
    expect(Math.abs(Number(rate))).toBeLessThan(1)
    before = timeMicros
  }
  return true
}

type TapePrices = Extract<
  Awaited<ReturnType<typeof readFiles>>,
  { _tag: 'Right' }
>['right']['prices']
type Bars = Extract<TapePrices, { readonly candles: unknown }>
type Trades = Exclude<TapePrices, Bars>

function checkBars({ candles, lines: of, intervalMicros }: Bars): void {
  const { openTimeMicros, openTicks, highTicks, lowTicks, closeTicks } = candles
  const wrong: number[] = []
  for (let row = 0; row < candles.count; row += 1) {
    const [low, high] = [lowTicks[row]!, highTicks[row]!]
    const inside = [openTicks[row]!, closeTicks[row]!].every(
      (price) => low <= price && price <= high,
    )
    const whole = [low, high].every(
      (price) => Number.isInteger(price) && price > 0 && price <= LARGEST_TICKS,
    )
    const step = row === 0 ? intervalMicros : openTimeMicros[row]! - openTimeMicros[row - 1]!
    const isLater = step > 0 && step % intervalMicros === 0 && of[row]! >= 1
    if (!inside || !whole || !isLater || !Number.isSafeInteger(openTimeMicros[row])) wrong.push(row)
  }
  expect(wrong).toEqual([])
}

async function checkTrades({ batches, count, lowTicks, highTicks }: Trades): Promise<void> {
  let [rows, before, lineBefore] = [0, 0, 0]
  for await (const batch of batches()) {
    const [times, own, ticks] = right(batch).columns
    for (let row = 0; row < right(batch).count; row += 1) {
      const price = ticks![row]!
      const isWhole = Number.isInteger(price) && price > 0 && price <= LARGEST_TICKS
      const isInside = lowTicks <= price && price <= highTicks
      if (!isWhole || !isInside || times![row]! < before || own![row]! <= lineBefore)
        throw new Error(`trade ${rows + row}: ${times![row]!}, ${own![row]!}, ${price}`)
      before = times![row]!
      lineBefore = own![row]!
    }
    rows += right(batch).count
  }
  expect(rows).toBe(count)
}

const roleOf = { candles: 'prices', trades: 'prices', funding: 'funding' } as const

describe('no file, however it is broken, does more than be refused', () => {
  const packed = new Map<string, Buffer>()
  const packings: readonly Packing[] = ['plain', 'gzip', 'zip']
  beforeAll(async () => {
    for (const [index, { text }] of LAYOUT_SAMPLES.entries())
      for (const packing of packings)
        packed.set(`${packing} ${index}`, await PACKINGS[packing](text))
  })

  it(
    'random bytes',
    async () => {
      const bytes = fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc
          .uint8Array({ maxLength: 100 })
          .map((of) => Buffer.concat([Buffer.from('PK\x03\x04'), of])),
        fc
          .uint8Array({ maxLength: 100 })
          .map((of) => Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), of])),
      )
      await fc.assert(
        fc.asyncProperty(bytes, role, fc.boolean(), async (of, as, acceptGaps) => {
          await check(of, as, acceptGaps, 'random')
        }),
        { numRuns: CASES },
      )
    },
    TIMEOUT,
  )

  it(
    'each layout with some changes, before or after it is packed',
    async () => {
      let taken = 0
      const sample = fc.nat(LAYOUT_SAMPLES.length - 1)
      const packing = fc.constantFrom(...packings)
      await fc.assert(
        fc.asyncProperty(
          sample,
          packing,
          changes,
          fc.boolean(),
          fc.boolean(),
          async (index, as, by, isInside, acceptGaps) => {
            const { text, holds } = LAYOUT_SAMPLES[index]!
            const whole = packed.get(`${as} ${index}`)!
            const bytes = isInside
              ? await PACKINGS[as](changed(Buffer.from(text), by))
              : changed(whole, by)
            if (await check(bytes, roleOf[holds], acceptGaps, 'changed')) taken += 1
          },
        ),
        { numRuns: CASES * 2 },
      )
      // Some changes do no harm: were all refused, or none, the changes would be no test.
      expect(taken).toBeGreaterThan(0)
      expect(taken).toBeLessThan(CASES * 1.5)
    },
    TIMEOUT * 2,
  )

  it(
    'random JSON',
    async () => {
      const figure = fc.oneof(
        fc.constantFrom<unknown>(
          '1735689600000',
          '110143.1',
          '0',
          '1',
          '',
          null,
          -1,
          1735689600000,
          0.1,
        ),
        fc.jsonValue({ maxDepth: 1 }),
      )
      const bars = fc.array(fc.array(figure, { maxLength: 10 }), { maxLength: 5 })
      const rate = fc.record(
        { fundingTime: figure, fundingRate: figure, realizedRate: figure, instId: figure },
        { requiredKeys: [] },
      )
      const data = fc.oneof(bars, fc.array(rate, { maxLength: 4 }), fc.jsonValue())
      const answers = fc.record(
        { code: fc.oneof(fc.constant('0'), figure), msg: figure, data },
        { requiredKeys: [] },
      )
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(data, answers),
          role,
          fc.boolean(),
          async (document, as, acceptGaps) => {
            await check(Buffer.from(JSON.stringify(document)), as, acceptGaps, 'random.json')
          },
        ),
        { numRuns: CASES },
      )
    },
    TIMEOUT,
  )
})
