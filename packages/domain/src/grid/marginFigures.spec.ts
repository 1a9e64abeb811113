import * as fc from 'fast-check'
import { decide } from '../bot/decide'
import { checkLiquidation } from '../bot/liquidation'
import { type BotState, type Emit, equityAt } from '../bot/state'
import { Decimal } from '../decimal'
import { scale } from '../units'
import {
  type RecordedCheck,
  bitcoin,
  expectClose,
  requestOf,
  silent,
  startedBot,
} from '../../../../test/support/gridSamples'
import { liquidationPrice, marginFigures, marginFiguresOf } from './marginFigures'
import type { Direction, NeutralStart } from './parameters'

const D = (text: string | number) => new Decimal(text)

describe("OKX's example A", () => {
  // 35 contracts, last price 29541.7, equity as printed.
  const figures = marginFigures({
    units: bitcoin,
    leverage: D(5),
    positionLots: 3500,
    markTicks: 295417,
    equity: D('10129.419829834853'),
    openingLotTicks: 0,
  })

  it('has its liquidation price', () => {
    expectClose(figures.liquidationPrice.lower, '603.2149534767834')
    expect(figures.liquidationPrice.upper).toBeNull()
  })

  it('has its leverage, shown to two decimals', () => {
    expect(figures.actualLeverage?.toFixed(2)).toBe('1.02')
  })
})

describe("OKX's example B", () => {
  const averagePrice = D('29215.0142857142857149')
  const unrealised = D('29219.8').minus(averagePrice).times('0.35')
  // 15 resting buys of 1 contract: 10, 2009.8, … 28007.2.
  const buys = Array.from({ length: 15 }, (_, line) => 100 + line * 19998)
  const figures = marginFigures({
    units: bitcoin,
    leverage: D(5),
    positionLots: 3500,
    markTicks: 292198,
    equity: D(10000).minus(averagePrice.times('0.35').times('0.0005')).plus(unrealised),
    openingLotTicks: buys.reduce((sum, ticks) => sum + ticks * 100, 0),
  })

  it('has its margins', () => {
    expectClose(unrealised, '1.675')
    expectClose(figures.initialMargin, '2045.386')
    expectClose(figures.maintenanceMargin, '40.90772')
    expectClose(figures.marginRatio, '217.19370606167573')
    expectClose(figures.liquidationPrice.lower, '661.1684795867162')
  })
})

describe('marginFigures', () => {
  const flat = { units: bitcoin, leverage: D(5), positionLots: 0, markTicks: 643500 }

  it('of a flat grid frees all but what its orders hold', () => {
    // 76 lots at 60, 61, 62, 63, 64 and at 66, 67, 68, 69, 70 thousand.
    const figures = marginFigures({ ...flat, equity: D(1000), openingLotTicks: 6_500_000 * 76 })
    expect(figures).toEqual({
      initialMargin: D(0),
      maintenanceMargin: D(0),
      frozenByOrders: D(988),
      pendingFees: D('2.47'),
      availableEquity: D('9.53'),
      marginRatio: null,
      actualLeverage: D(0),
      liquidationPrice: { lower: null, upper: null },
    })
  })

  it.each([
    ['0', null],
    ['-1', null],
    ['0.01', '64350'],
    ['643.5', '1'],
  ])('with an equity of %s has an actual leverage of %s', (equity, expected) => {
    // A hundred lots are 0.01 BTC: 643.5 USDT.
    const inputs = { ...flat, positionLots: 100, openingLotTicks: 0, equity: D(equity) }
    const { actualLeverage } = marginFigures(inputs)
    expect(actualLeverage?.toFixed() ?? null).toBe(expected)
  })
})

describe('liquidationPrice', () => {
  it.each([
    // lots, cash, price: 1 BTC is 10000 lots, m + t is 0.45 %
    ['long', 10_000, '-50000', D(50000).div('0.9955').toFixed()],
    ['short', -10_000, '50000', D(50000).div('1.0045').toFixed()],
    ['long, last lot of the first tier', 100_000, '-500000', D(50000).div('0.9955').toFixed()],
    ['long, first lot of the second', 100_001, '-500005', D(50000).div('0.9945').toFixed()],
    ['short, third tier', -500_001, '2500005', D(50000).div('1.008').toFixed()],
    ['long, paid in full', 10_000, '0', null],
    ['long, with money to spare', 10_000, '1', null],
    ['short, without any', -10_000, '0', null],
    ['short, in debt', -10_000, '-1', null],
    ['flat', 0, '1000', null],
  ])('%s: %d lots and %s in cash', (_what, lots, cash, expected) => {
    const price = liquidationPrice(bitcoin, lots, D(cash))
    if (expected === null) expect(price).toBeNull()
    else expectClose(price, expected)
  })
})

const within = (share: number) => fc.double({ min: -share, max: share, noNaN: true })

/** A start of random lines, size and margin, and a price within its range. */
function anySetup(directions: readonly Direction[], basePosition: fc.Arbitrary<boolean>) {
  const setups = fc.record({
    direction: fc.constantFrom(...directions),
    neutralStart: fc.constantFrom<NeutralStart>('slots', 'all', 'skip-nearest'),
    basePosition,
    lower: fc.integer({ min: 20_000, max: 120_000 }),
    gridCount: fc.integer({ min: 2, max: 20 }),
    leverage: fc.integer({ min: 1, max: 100 }),
    quantity: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 500, max: 60_000 })),
    /** Of what the lines would need in all. */
    fundedPct: fc.integer({ min: 60, max: 150 }),
    start: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  })
  return setups.map(({ lower, gridCount, leverage, quantity, fundedPct, start, ...rest }) => {
    const upper = lower + Math.round(lower * 0.01) * gridCount
    const needed = (quantity * gridCount * lower) / 10_000 / leverage
    const request = requestOf(
      {
        ...rest,
        lowerPrice: String(lower),
        upperPrice: String(upper),
        gridCount,
        leverage: String(leverage),
        quantityPerGrid: D(quantity).div(100).toFixed(),
        investment: D((needed * fundedPct) / 100).toFixed(2, Decimal.ROUND_UP),
      },
      rest,
    )
    return { request, priceTicks: Math.round(10 * (lower + (upper - lower) * start)) }
  })
}

const anyGrid = anySetup(['neutral', 'long', 'short'], fc.boolean())
const anyWithBase = anySetup(['long', 'short'], fc.constant(true))

/** Whether the figures say what the engine decided by its rounded numbers. */
function expectAgreement(state: BotState, markTicks: number, check: RecordedCheck): boolean {
  const { marginRatio, pendingFees } = marginFiguresOf(state, markTicks)
  const left = check.equity - check.pendingFees - check.maintenance
  const isLiquidated = left <= 0
  expect(pendingFees.times(1e8).minus(check.pendingFees).abs().lte(0.5)).toBe(true)
  // Both sides of the check are rounded once, each by half a unit at most.
  if (Math.abs(left) > 1) expect(marginRatio?.lte(1)).toBe(isLiquidated)
  return isLiquidated
}

describe('marginFiguresOf, against the engine', () => {
  it('agrees with every check of a run', () => {
    const seen = { kept: 0, liquidated: 0 }
    const moves = fc.array(
      fc.record({
        /** Of the way from the lowest to the highest line. */
        price: fc.double({ min: -0.3, max: 1.3, noNaN: true }),
        mark: fc.oneof(within(0.005), within(0.2)),
      }),
      { minLength: 1, maxLength: 8 },
    )
    fc.assert(
      fc.property(anyGrid, moves, ({ request, priceTicks }, path) => {
        // The book and the position as the check finds them: a liquidation clears both.
        let [bot, markTicks]: [BotState | undefined, number] = [undefined, priceTicks]
        const emit: Emit = {
          event: () => undefined,
          liquidationChecked: (_tick, equity, maintenance, pendingFees) => {
            if (bot === undefined) return
            const check = { equity, maintenance, pendingFees }
            const isLiquidated = expectAgreement(bot, markTicks, check)
            seen[isLiquidated ? 'liquidated' : 'kept'] += 1
          },
        }
        bot = startedBot(request, priceTicks, emit)
        if (bot === undefined) return
        for (const [index, move] of path.entries()) {
          const [lowest = 0, highest = 0] = [bot.linesTicks.at(0), bot.linesTicks.at(-1)]
          const price = Math.round(lowest + (highest - lowest) * move.price)
          markTicks = Math.round(price * (1 + move.mark))
          decide(
            bot,
            { timeMicros: index, revision: index + 1, priceTicks: price, markTicks },
            emit,
          )
        }
      }),
      { numRuns: 300 },
    )
    expect(seen.kept).toBeGreaterThan(50)
    expect(seen.liquidated).toBeGreaterThan(3)
  })

  it('agrees a few units to either side of the edge', () => {
    const verdicts = new Set<boolean>()
    fc.assert(
      fc.property(
        anyWithBase,
        fc.integer({ min: -4, max: 4 }),
        ({ request, priceTicks }, beside) => {
          const bot = startedBot(request, priceTicks)
          fc.pre(bot !== undefined && bot.positionLots !== 0)
          const maintenance = scale(Math.abs(bot.positionLots) * priceTicks, bot.maintenance)
          bot.cash += beside + maintenance + bot.pendingFees - equityAt(bot, priceTicks)
          const tick = { timeMicros: 1, revision: 1, priceTicks, markTicks: priceTicks }
          const liquidationChecked: Emit['liquidationChecked'] = (
            _tick,
            equity,
            ...[due, fees]
          ) => {
            const check = { equity, maintenance: due, pendingFees: fees }
            expect(check.equity - check.pendingFees - check.maintenance).toBe(beside)
            verdicts.add(expectAgreement(bot, priceTicks, check))
          }
          checkLiquidation(bot, tick, { ...silent, liquidationChecked })
          expect(bot.phase).toBe(beside <= 0 ? 'liquidated' : 'running')
        },
      ),
      { numRuns: 80 },
    )
    expect(verdicts).toEqual(new Set([true, false]))
  })

  it('puts the liquidation price where equity meets maintenance', () => {
    fc.assert(
      fc.property(anyWithBase, ({ request, priceTicks }) => {
        const bot = startedBot(request, priceTicks)
        fc.pre(bot !== undefined && bot.positionLots !== 0)
        const { lower, upper } = marginFiguresOf(bot, priceTicks).liquidationPrice
        const isLong = bot.positionLots > 0
        const price = isLong ? lower : upper
        expect(isLong ? upper : lower).toBeNull()
        const left = (ticks: number) =>
          equityAt(bot, ticks) - scale(Math.abs(bot.positionLots) * ticks, bot.maintenance)
        if (price === null) {
          expect(left(1)).toBeGreaterThan(0)
          return
        }
        const ticks = price.div('0.1')
        const [inside, outside] = isLong
          ? [ticks.floor(), ticks.ceil()]
          : [ticks.ceil(), ticks.floor()]
        expect(left(inside.toNumber())).toBeLessThanOrEqual(1)
        expect(left(outside.toNumber())).toBeGreaterThanOrEqual(-1)
      }),
      { numRuns: 80 },
    )
  })
})
