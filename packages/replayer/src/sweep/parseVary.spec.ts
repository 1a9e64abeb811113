import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import { Decimal } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { parseVary } from './parseVary'

const RECORDED = { lowerPrice: '104000', upperPrice: '116000', candlePath: 'nearest' }
const parsed = (...flags: readonly string[]) => parseVary(flags, RECORDED)

/** The values of one flag, or the problem with it. */
function texts(flag: string): readonly string[] | string {
  const axes = parsed(flag)
  if (E.isLeft(axes)) return axes.left
  return axes.right.flatMap(({ values }) => values.map(({ text }) => text))
}

describe('parseVary: values', () => {
  it.each([
    ['gridCount=10:60:25', ['10', '35', '60']],
    ['gridCount=10..60/25', ['10', '35', '60']],
    ['gridCount=10..59/25', ['10', '35']],
    ['gridCount=5,10..12/1,100', ['5', '10', '11', '12', '100']],
    ['lowerPrice=98000.5:98001.5:0.5', ['98000.5', '98001', '98001.5']],
    ['makerFee=-0.0001..0.0001/0.0001', ['-0.0001', '0', '0.0001']],
    ['leverage=2.50', ['2.5']],
    ['direction=neutral,long,short', ['neutral', 'long', 'short']],
    [
      'stopLoss=none,ratio:0.01..0.03/0.01,price:98000',
      ['none', 'ratio:0.01', 'ratio:0.02', 'ratio:0.03', 'price:98000'],
    ],
    ['quantityPerGrid=none,0.1', ['none', '0.1']],
    ['candlePath=high-first,seeded:3', ['high-first', 'seeded:3']],
    ['tape=recorded,bridge-1,volatility-150', ['recorded', 'bridge-1', 'volatility-150']],
    [
      'start=2025-10-24T00:00Z..2025-10-24T13:00Z/6h',
      ['2025-10-24T00:00:00Z', '2025-10-24T06:00:00Z', '2025-10-24T12:00:00Z'],
    ],
    ['end=2025-10-30T00:00:00+08:00', ['2025-10-30T00:00:00+08:00']],
  ])('%s', (flag, expected) => {
    expect(texts(flag)).toEqual(expected)
  })

  it('hits the end of every range of numbers that a step hits, exactly', () => {
    const decimal = fc
      .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: 6 }))
      .map(([digits, places]) => new Decimal(digits).div(new Decimal(10).pow(places)))
    const range = fc.tuple(decimal, decimal, fc.integer({ min: 1, max: 40 }))
    fc.assert(
      fc.property(range, fc.boolean(), ([first, size, count], hasColons) => {
        const step = size.abs().plus('0.001')
        const last = step.times(count - 1).plus(first)
        const [from, to, by] = [first, last, step].map((value) => value.toFixed())
        const written = hasColons ? `${from}:${to}:${by}` : `${from}..${to}/${by}`
        const values = texts(`makerFee=${written}`)
        expect(values).toHaveLength(count)
        expect(values.at(-1)).toBe(to)
        // A little less is one value less.
        const short = `${from}..${last.minus('0.0000001').toFixed()}/${by}`
        if (count > 1) expect(texts(`makerFee=${short}`)).toHaveLength(count - 1)
      }),
    )
  })

  it('counts times by steps of whole minutes', () => {
    const start = Date.UTC(2025, 9, 24) * 1000
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 1, max: 30 }),
        (minutes, count) => {
          const at = (index: number) => isoTime(start + index * minutes * 60_000_000)
          const values = texts(`start=${at(0)}..${at(count - 1)}/${minutes}m`)
          expect(values).toEqual(Array.from({ length: count }, (_, index) => at(index)))
        },
      ),
    )
  })
})

describe('parseVary: changes', () => {
  it('sets of a value what a fork at the start would', () => {
    expect(parsed('stopLoss=ratio:0.03', 'gridCount=30')).toMatchObject({
      right: [
        { name: 'stopLoss', values: [{ set: { stopLoss: { ratio: '0.03' } } }] },
        { name: 'gridCount', values: [{ set: { gridCount: 30 } }] },
      ],
    })
  })

  it('lays a width around the middle of the recorded range', () => {
    expect(parsed('width=9000.5')).toMatchObject({
      right: [{ values: [{ set: { lowerPrice: '105499.75', upperPrice: '114500.25' } }] }],
    })
  })

  it('takes the recorded candle path for the recorded tape', () => {
    expect(parsed('candlePath=nearest,low-first')).toMatchObject({
      right: [{ values: [{ tape: null }, { tape: 'low-first' }] }],
    })
  })
})

describe('parseVary: problems', () => {
  it.each([
    ['gridCount', 'expected name=values such as gridCount=10..60/5, found "gridCount"'],
    ['gridcount=3', 'did you mean gridCount?'],
    ['colour=red', 'expected one of direction, spacing'],
    ['gridCount=', 'expected a value or a range, found nothing'],
    ['gridCount=10,,20', 'expected a value or a range, found nothing'],
    ['gridCount=ten', 'expected a number or a range such as 10..60/5, found "ten"'],
    ['gridCount=1e3', 'found "1e3"'],
    ['gridCount=10:60', 'expected a range such as 10..60/5 or 10:60:5'],
    ['gridCount=10..60', 'expected a range such as'],
    ['gridCount=60..10/5', 'its end not below'],
    ['gridCount=10..60/0', 'its step above 0'],
    ['gridCount=10..60/-5', 'its step above 0'],
    ['gridCount=2.5', 'expected a whole number'],
    ['gridCount=10,5..15/5', 'expected each value once, found 10 twice'],
    ['gridCount=0..9999999/1', 'expected at most 1000000 values, found more'],
    ['direction=up', 'expected "neutral" or "long" or "short", found "up"'],
    ['direction=long..short/1', 'expected single words'],
    ['lowerPrice=-5', 'expected a positive decimal number'],
    ['width=0', 'expected a width above 0'],
    ['width=500000', 'below twice the middle 110000'],
    ['stopLoss=0.1', 'stopLoss'],
    ['stopLoss=ratio:0.1..x/1', 'expected a range such as ratio:0.01..0.1/0.01'],
    ['candlePath=middle', 'expected nearest, high-first, low-first or seeded:N'],
    ['tape=okx', 'expected recorded, nearest'],
    ['tape=span-20251024t000000z-20251025t000000z', 'expected no span'],
    ['start=yesterday', 'expected a time to the second with its zone'],
    ['start=2025-10-24T00:00Z..2025-10-20T00:00Z/6h', 'its end not before'],
    ['start=2025-10-24T00:00Z..2025-10-28T00:00Z/6', 'expected a range such as 2025-10-24'],
    ['start=2025-10-24T00:00:00.5Z', 'expected a time to the second'],
  ])('%s', (flag, expected) => {
    const problem = texts(flag)
    expect(typeof problem).toBe('string')
    expect(problem).toContain(expected)
  })

  it('tells of all flags that are wrong', () => {
    expect(parsed('gridCount=ten', 'leverage=x')).toMatchObject({
      left: expect.stringMatching(/--vary gridCount: .*\n--vary leverage: /),
    })
  })

  it.each([
    [['gridCount=1', 'gridCount=2'], 'gridCount: expected it once'],
    [['width=9000', 'upperPrice=120000'], 'width: expected no upperPrice beside it'],
    [['tape=bridge-1', 'candlePath=nearest'], 'tape: expected no candlePath beside it'],
    [['gridCount=1..1001/1', 'leverage=1..1000/1'], 'at most 1000000 combinations, found 1001000'],
  ])('%j do not go together', (flags, expected) => {
    expect(parsed(...flags)).toMatchObject({ left: expect.stringContaining(expected) })
  })
})
