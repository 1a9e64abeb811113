import * as fc from 'fast-check'
import { checkLiquidation } from '../bot/liquidation'
import type { BotState } from '../bot/state'
import { tierOf } from '../instrument'
import { amountOf, moneyOf } from '../units'
import { bitcoin, requestOf, silent, startedBot } from '../../../../test/support/gridSamples'
import { Decimal } from '../decimal'
import { liquidationTicks } from './liquidationTicks'
import { liquidationPrice } from './marginFigures'

const usdt = (amount: number | string) => moneyOf(new Decimal(amount))

describe('liquidationTicks', () => {
  // One BTC is 10,000 lots; up to 1000 contracts maintenance and fee are 0.45 % of the value.
  it.each<[what: string, lots: number, cash: number | string, ticks: number | null]>([
    ['flat', 0, 1000, null],
    // 9955/0.9955 = 10000 exactly: there equity is all maintenance
    ['long, on a tick', 10_000, '-9955', 100_000],
    ['long, a hundred-millionth better: the tick below', 10_000, '-9954.99999999', 99_999],
    ['long, between two ticks: the lower one', 10_000, '-9955.05', 100_000],
    // 10045/1.0045
    ['short, on a tick', -10_000, '10045', 100_000],
    ['short, a hundred-millionth better: the tick above', -10_000, '10045.00000001', 100_001],
    ['short, between two ticks: the upper one', -10_000, '10044.95', 100_000],
    ['long with all of it paid', 10_000, 0, null],
    ['long, below the first tick', 10_000, '-0.0995', null],
    ['long, at the first tick', 10_000, '-0.09955', 1],
    // One lot at tick 3: its maintenance of 13.5 is rounded to 14, which is the equity.
    ['long, where maintenance is rounded up', 1, '-0.00002986', 3],
    ['short, where maintenance is rounded up', -1, '0.00003014', 3],
    ['short without anything left: at any price', -10_000, '-5', 1],
  ])('%s', (_what, lots, cash, ticks) => {
    expect(liquidationTicks(bitcoin, lots, usdt(cash))).toBe(ticks)
  })

  it('is the price of a position to the tick, towards the mark no further', () => {
    const positions = fc.tuple(
      fc.integer({ min: 1, max: 1_500_000 }),
      fc.boolean(),
      fc.integer({ min: 100_000, max: 1_200_000 }),
      fc.integer({ min: 10, max: 2000 }),
    )
    fc.assert(
      fc.property(positions, ([size, isLong, entryTicks, permille]) => {
        const value = size * entryTicks * bitcoin.moneyPerLotTick
        fc.pre(value < 2 ** 50)
        const margin = Math.floor((value * permille) / 1000)
        const lots = isLong ? size : -size
        const cash = margin - (isLong ? value : -value)
        const exact = liquidationPrice(bitcoin, lots, amountOf(cash))?.div(bitcoin.tickSize)
        const ticks = liquidationTicks(bitcoin, lots, cash)
        const whole = isLong ? exact?.floor() : exact?.ceil()
        // Maintenance is rounded to 1e-8 in the check, so that a price just beside a tick may count.
        const worth = tierOf(bitcoin, lots).maintenanceRate.plus('0.0005').times(-Math.sign(lots))
        const rounding = new Decimal('0.6').div(worth.plus(1).times(size * bitcoin.moneyPerLotTick))
        const isBeside = exact?.minus(exact.round()).abs().lte(rounding)
        if (isBeside !== true) expect(ticks).toBe(whole?.gte(1) ? whole.toNumber() : null)
      }),
      { numRuns: 500 },
    )
  })
})

describe('liquidationTicks, against the check of a tick', () => {
  /** Whether the engine liquidates a copy of this bot at this mark. */
  function isLiquidated(bot: BotState, markTicks: number): boolean {
    const copy = { ...bot, orders: [...bot.orders] }
    checkLiquidation(copy, { timeMicros: 1, revision: 1, priceTicks: markTicks, markTicks }, silent)
    return copy.phase === 'liquidated'
  }

  it('is the first mark that the check obeys: there, and not a tick nearer', () => {
    const starts = fc.record({
      direction: fc.constantFrom('long' as const, 'short' as const),
      leverage: fc.constantFrom('5', '20', '50', '100'),
      quantityPerGrid: fc.constantFrom(null, '0.01', '0.37', '4'),
      priceTicks: fc.integer({ min: 600_001, max: 699_999 }),
      cash: fc.integer({ min: -20_000, max: 20_000 }),
    })
    let compared = 0
    fc.assert(
      fc.property(starts, ({ priceTicks, cash, ...changes }) => {
        const bot = startedBot(requestOf(changes), priceTicks)
        if (bot === undefined || bot.positionLots === 0) return
        // The last hundred-millionths decide where rounding does.
        bot.cash += cash
        const ticks = liquidationTicks(bot.units, bot.positionLots, bot.cash - bot.pendingFees)
        if (ticks === null) return
        compared += 1
        expect(isLiquidated(bot, ticks)).toBe(true)
        expect(isLiquidated(bot, ticks + Math.sign(bot.positionLots))).toBe(false)
      }),
      { numRuns: 300 },
    )
    expect(compared).toBeGreaterThan(50)
  })
})
