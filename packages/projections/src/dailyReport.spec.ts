import {
  COIN,
  MINUTE,
  START,
  type Step,
  amended,
  everyMinute,
  filled,
  funded,
  seasonOf,
  started,
  stopped,
  viewOf,
} from './testing'
import { daily } from './daily'
import { dailyReport } from './dailyReport'
import { offGrid } from './offGrid'

/** The days of a season of minutes that are two minutes long; the lines are 100 to 140. */
function daysOf(prices: readonly number[], ...steps: readonly Step[]) {
  const run = { steps: [started({}, { price: 115 }), ...steps] }
  const whole = seasonOf({
    ticks: everyMinute(...prices),
    sampleEveryMicros: 2 * MINUTE,
    runs: { bot: run },
  })
  return dailyReport(viewOf(daily, whole), viewOf(offGrid, whole).spells, COIN)
}

describe('dailyReport', () => {
  it('has what each day came to, and what it did itself', () => {
    const days = daysOf(
      [100, 100, 110, 110, 104],
      filled(0, 'buy', 100, { quantity: 10, fee: '1', kind: 'base' }),
      funded(2, 3),
      filled(3, 'sell', 110, { quantity: 5, fee: '2', slot: 0 }),
      filled(3, 'buy', 110, { quantity: 5, fee: '2', slot: 0 }),
      stopped(4),
    )
    const price = { offGridHours: '0' }
    expect(days).toEqual([
      {
        ...price,
        toMicros: START + 2 * MINUTE,
        equity: '1102',
        returnPct: '10.2',
        changePct: '10.2',
        fills: 1,
        pairs: 0,
        fee: '1',
        fundingFee: '3',
        price: '110',
      },
      {
        ...price,
        toMicros: START + 4 * MINUTE,
        equity: '1038',
        returnPct: '3.8',
        changePct: '-6.4',
        fills: 2,
        pairs: 1,
        fee: '4',
        fundingFee: '0',
        price: '104',
      },
    ])
  })

  it('cuts a spell at the end of the day', () => {
    // Above from minute 1 to 3, below from minute 4 to 6.
    const days = daysOf([120, 150, 150, 120, 90, 90, 120], stopped(6))
    const minutesOf = days.map(({ offGridHours }) => Math.round(Number(offGridHours) * 60))
    expect(minutesOf).toEqual([1, 1, 2])
  })

  it('counts added margin as no profit', () => {
    const days = daysOf([100, 100, 100, 100, 100], amended(3, { addedMargin: '500' }), stopped(4))
    expect(days.map(({ equity, returnPct, changePct }) => [equity, returnPct, changePct])).toEqual([
      ['1000', '0', '0'],
      ['1500', '0', '0'],
    ])
  })
})
