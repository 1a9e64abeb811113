import {
  DAY,
  MINUTE,
  type SeasonSketch,
  START,
  type Step,
  amended,
  cutBefore,
  everyMinute,
  filled,
  funded,
  seasonOf,
  started,
  stopped,
  usdt,
  viewOf,
} from './testing'
import { type DayEnd, daily } from './daily'
import { equity } from './equity'

type Row = readonly [
  minute: number,
  equity: number,
  price: number,
  fills: number,
  fee: number,
  funding: number,
]
const rowOf = (end: DayEnd): Row => [
  (end.timeMicros - START) / MINUTE,
  end.equity / usdt(1),
  end.priceTicks,
  end.fills,
  end.fee / usdt(1),
  end.fundingFee / usdt(1),
]

/** A season of minutes whose days are two minutes long. */
function season(prices: readonly number[], steps: readonly Step[], more?: Partial<SeasonSketch>) {
  const sketch = { ticks: everyMinute(...prices), sampleEveryMicros: 2 * MINUTE, ...more }
  return seasonOf({ ...sketch, runs: { bot: { steps: [started({}, { price: 115 }), ...steps] } } })
}
const endsOf = (prices: readonly number[], steps: readonly Step[]) =>
  viewOf(daily, season(prices, steps)).ends.map(rowOf)

describe('daily', () => {
  it('has the start and the end of every day, counted back from the end', () => {
    expect(endsOf([100, 101, 102, 103, 104, 105], [stopped(5)])).toEqual([
      [0, 1000, 100, 0, 0, 0],
      [1, 1000, 101, 0, 0, 0],
      [3, 1000, 103, 0, 0, 0],
      [5, 1000, 105, 0, 0, 0],
    ])
  })

  it('counts what orders did at the tick of a sample to the day that begins there', () => {
    const steps = [
      filled(0, 'buy', 100, { fee: '1' }),
      filled(2, 'buy', 90, { kind: 'rebase', fee: '2' }),
      stopped(4),
    ]
    expect(endsOf([100, 100, 90, 90, 80], steps)).toEqual([
      [0, 1000, 100, 0, 0, 0],
      [2, 989, 90, 1, 1, 0],
      [4, 967, 80, 2, 3, 0],
    ])
  })

  it('counts funding that is due at a sample to the day that ends there', () => {
    const steps = [filled(0, 'buy', 100), funded(2, 5), funded(3, -1), stopped(4)]
    expect(endsOf([100, 100, 100, 100, 100], steps).map(([, , , , , funding]) => funding)).toEqual([
      0, 5, 4,
    ])
  })

  it('has the last price before a sample at which no bar opens', () => {
    const ticks = [0, 1.5, 2.5, 4].map(
      (minute, index) => [START + minute * MINUTE, 100 + index] as const,
    )
    const { ends } = viewOf(daily, season([], [stopped(3)], { ticks }))
    expect(ends.map(({ priceTicks }) => priceTicks)).toEqual([100, 101, 103])
  })

  it('tells margin that was added', () => {
    const { ends } = viewOf(
      daily,
      season([100, 100, 100, 100, 100], [amended(1, { addedMargin: '500' }), stopped(4)]),
    )
    expect(ends.map((end) => [end.equity / usdt(1), end.addedMargin / usdt(1)])).toEqual([
      [1000, 0],
      [1500, 500],
      [1500, 500],
    ])
  })

  it('has the samples of equity', () => {
    const whole = season(
      [100, 103, 99, 104, 98, 97],
      [filled(0, 'buy', 100), filled(3, 'sell', 110), stopped(5)],
    )
    const { samples } = viewOf(equity, whole).sampling
    const ends = viewOf(daily, whole).ends
    expect(ends.map(({ timeMicros, equity: value }) => [timeMicros, value])).toEqual(
      samples.map(({ timeMicros, equity: value }) => [timeMicros, value]),
    )
    expect(viewOf(daily, cutBefore(whole, 1, 3, 4)).ends).toEqual(ends)
  })

  it('leaves out samples within a day where there were more than a thousand', () => {
    const ticks = [0, 1, 2, 3].map((day) => [START + day * DAY, 100] as const)
    const ends = (sampleEveryMicros: number) =>
      viewOf(daily, season([], [stopped(3)], { ticks, sampleEveryMicros })).ends
    expect(ends(DAY / 4)).toHaveLength(13)
    expect(ends(MINUTE).map(({ timeMicros }) => (timeMicros - START) / DAY)).toEqual([0, 1, 2, 3])
  })
})
