import {
  type RunSketch,
  DAY,
  everyMinute,
  filled,
  seasonOf,
  started,
  stopped,
  triggered,
} from './testing'
import { type CostlyFigures, ALL_FIGURES } from './runViews'
import { thinnedSeason } from './thinnedSeason'

/** The ticks that are kept of prices a minute apart, where ten coins are held from the first one on. */
function kept(
  prices: readonly number[],
  {
    wanted = [...ALL_FIGURES],
    steps = [],
    equities = prices.map((price) => price * 10),
  }: {
    readonly wanted?: readonly CostlyFigures[]
    readonly steps?: RunSketch['steps']
    readonly equities?: readonly number[]
  } = {},
): readonly number[] {
  const bot: RunSketch = {
    steps: [started({}, { price: 115 }), filled(0, 'buy', 100, { quantity: 10 }), ...steps],
    checks: equities.map((equity, tick) => ({ tick, equity })),
  }
  const whole = seasonOf({ ticks: everyMinute(...prices), sampleEveryMicros: DAY, runs: { bot } })
  const thinned = thinnedSeason(whole, new Set(wanted))('bot', whole.runs.get('bot')!)
  return [...thinned.ticks.revisions!]
}

describe('thinnedSeason', () => {
  it.each<
    [what: string, prices: readonly number[], wanted: CostlyFigures[], ticks: readonly number[]]
  >([
    // The end is a sample, and the tick before it may value it.
    [
      'the ends alone, where nothing is wanted',
      [110, 120, 130, 90, 130, 150, 120, 110],
      [],
      [0, 6, 7],
    ],
    [
      'the deepest falls and their peaks',
      [110, 120, 115, 125, 110, 118, 130, 120, 130],
      ['falls'],
      [0, 1, 2, 3, 4, 6, 7, 8],
    ],
    [
      'no fall that is less than one before',
      [110, 130, 100, 128, 120, 126, 129, 129],
      ['falls'],
      [0, 1, 2, 6, 7],
    ],
    [
      'the farthest beyond the range, and the way back',
      [110, 141, 145, 143, 146, 140, 120, 120],
      ['offGrid'],
      [0, 1, 2, 4, 5, 6, 7],
    ],
    [
      'the lowest between events',
      [110, 105, 103, 107, 104, 110, 110, 110],
      ['liquidation'],
      [0, 1, 2, 6, 7],
    ],
  ])('keeps %s', (_what, prices, wanted, ticks) => {
    expect(kept(prices, { wanted })).toEqual(ticks)
  })

  it('keeps the peak before a stop that closes away from the mark', () => {
    const steps = [
      triggered(3, 'TakeProfitTriggered'),
      filled(3, 'sell', 90, { kind: 'stop', quantity: 10 }),
      stopped(3, 'takeProfit'),
    ]
    const prices = [100, 110, 120, 125, 125, 125, 125]
    const equities = [1000, 1100, 1200, 1250]
    expect(kept(prices, { wanted: ['falls'], steps, equities })).toEqual([0, 2, 3, 5, 6])
  })
})
