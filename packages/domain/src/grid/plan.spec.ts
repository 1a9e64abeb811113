import * as E from 'fp-ts/Either'
import { planStart } from '../bot/decide'
import { requestOf, workedPriceTicks } from '../../../../test/support/gridSamples'
import type { GridParameters } from './parameters'
import { REFUSAL_REASONS, type RefusalReason, refusalText } from './refusal'

interface Market {
  readonly price: number
  readonly mark: number
  readonly high: number
}

/** The refusal of the worked grid with these changes, `planned` where there is none. */
function outcome(changes: Partial<GridParameters>, market: Partial<Market> = {}): string {
  const { price = workedPriceTicks, mark = price, high = price } = market
  const context = { priceTicks: price, markTicks: mark, highTicks: high }
  const plan = planStart(requestOf(changes), context)
  return E.isLeft(plan) ? refusalText(plan.left) : 'planned'
}

type Case = readonly [reason: RefusalReason, changes: Partial<GridParameters>, text: string]

const byParameters: readonly Case[] = [
  [
    'upper-not-above-lower',
    { upperPrice: '60000' },
    'upperPrice: expected at least one tick above lowerPrice 60000, found 60000',
  ],
  [
    'upper-not-above-lower',
    { upperPrice: '60000.04' },
    'upperPrice: expected at least one tick above lowerPrice 60000, found 60000.04',
  ],
  [
    'upper-not-above-lower',
    { upperPrice: '5' },
    'upperPrice: expected at least one tick above lowerPrice 60000, found 5',
  ],
  [
    'lower-below-one-tick',
    { lowerPrice: '0.0499' },
    'lowerPrice: expected at least one tick of 0.1, found 0.0499',
  ],
  ['too-few-grids', { gridCount: 1 }, 'gridCount: expected at least 2, found 1'],
  ['too-few-grids', { gridCount: -5 }, 'gridCount: expected at least 2, found -5'],
  [
    'too-many-grids',
    { lowerPrice: '50000', gridCount: 286 },
    'gridCount: expected at most 285, so that every grid earns after 0.05 % a side, found 286',
  ],
  ['leverage-out-of-range', { leverage: '0.99' }, 'leverage: expected 1 to 100, found 0.99'],
  ['leverage-out-of-range', { leverage: '101' }, 'leverage: expected 1 to 100, found 101'],
  [
    'grid-profit-not-positive',
    // The narrowest grid, 69000 to 70000, earns up to 1000/139000 a side.
    { makerFee: '0.007195' },
    'makerFee: expected less than what the narrowest grid earns, found 0.007195',
  ],
  [
    'fee-out-of-range',
    { makerFee: '0.051' },
    'makerFee: expected a share from -0.05 to 0.05 with at most 10 decimals, found 0.051',
  ],
  [
    'fee-out-of-range',
    { takerFee: '-0.051' },
    'takerFee: expected a share from -0.05 to 0.05 with at most 10 decimals, found -0.051',
  ],
  [
    'fee-out-of-range',
    { makerFee: '0.00020000001' },
    'makerFee: expected a share from -0.05 to 0.05 with at most 10 decimals, found 0.00020000001',
  ],
  [
    'slippage-out-of-range',
    { slippageTicks: -1 },
    'slippageTicks: expected 0 to 1000000, found -1',
  ],
  [
    'slippage-out-of-range',
    { slippageTicks: 1000001 },
    'slippageTicks: expected 0 to 1000000, found 1000001',
  ],
  [
    'margin-too-small',
    { investment: '13.13274999' },
    'investment: expected at least 13.14 for 0.01 contracts a grid, found 13.13274999',
  ],
  [
    'margin-too-small',
    { investment: '20', reserve: '0.5' },
    'investment: expected at least 26.27 for 0.01 contracts a grid, found 20',
  ],
  [
    'quantity-not-in-lots',
    { quantityPerGrid: '0.015' },
    'quantityPerGrid: expected a multiple of 0.01 contracts, at least 0.01, found 0.015',
  ],
  [
    'quantity-not-in-lots',
    { quantityPerGrid: '0.009' },
    'quantityPerGrid: expected a multiple of 0.01 contracts, at least 0.01, found 0.009',
  ],
  [
    'position-beyond-last-tier',
    { quantityPerGrid: '2000.01' },
    'gridCount, quantityPerGrid: expected a largest position of at most 20000 contracts, found 20000.1',
  ],
  [
    'numbers-too-large',
    // 20,000 contracts at 70,000 are 14 million; twice that and the investment.
    { quantityPerGrid: '2000', investment: '80000000' },
    'investment, leverage: expected figures below 90071993 at the highest price, found 108000000',
  ],
  [
    'base-margin-exceeds-equity',
    // 5 grids of 2 contracts: 0.1 BTC at 64350, a fifth of it as margin, and 3.2175 of fees.
    { quantityPerGrid: '2' },
    "investment: expected at least the base position's initial margin 1287.00, found 996.78",
  ],
  [
    'base-margin-exceeds-equity',
    { quantityPerGrid: '2', investment: '1290.21749999' },
    "investment: expected at least the base position's initial margin 1287.00, found 1287.00",
  ],
  [
    'take-profit-on-wrong-side',
    { takeProfit: { price: '59999' } },
    'takeProfit: expected a price above 70000, found 59999',
  ],
  [
    'take-profit-on-wrong-side',
    { takeProfit: { price: '70000' } },
    'takeProfit: expected a price above 70000, found 70000',
  ],
  [
    'take-profit-on-wrong-side',
    { direction: 'short', takeProfit: { price: '70001' } },
    'takeProfit: expected a price below 60000, found 70001',
  ],
  [
    'take-profit-on-wrong-side',
    { direction: 'neutral', takeProfit: { price: '65000' } },
    'takeProfit: expected a price above 70000 or below 60000, found 65000',
  ],
  [
    'stop-loss-on-wrong-side',
    { stopLoss: { price: '70001' } },
    'stopLoss: expected a price below 60000, found 70001',
  ],
  [
    'stop-loss-on-wrong-side',
    { stopLoss: { price: '60000' } },
    'stopLoss: expected a price below 60000, found 60000',
  ],
  [
    'stop-loss-on-wrong-side',
    { direction: 'short', stopLoss: { price: '59999' } },
    'stopLoss: expected a price above 70000, found 59999',
  ],
  [
    'stop-loss-on-wrong-side',
    { direction: 'neutral', stopLoss: { price: '60001' } },
    'stopLoss: expected a price above 70000 or below 60000, found 60001',
  ],
  [
    'stop-loss-beyond-investment',
    { stopLoss: { ratio: '5' } },
    'stopLoss: expected a share of the investment below 1, such as 0.05 for 5 %, found 5',
  ],
  [
    'stops-on-same-side',
    { direction: 'neutral', takeProfit: { price: '75000' }, stopLoss: { price: '72000' } },
    'stopLoss: expected a price on the other side of the range than takeProfit 75000, found 72000',
  ],
  [
    'stop-already-met',
    // The base alone costs 1.22265 of 1000.
    { stopLoss: { ratio: '0.00122265' } },
    'stopLoss: expected a stop that the market does not meet yet, found 0.00122265',
  ],
]

type MarketCase = readonly [
  reason: RefusalReason,
  changes: Partial<GridParameters>,
  market: Partial<Market>,
  text: string,
]

const byMarket: readonly MarketCase[] = [
  [
    'start-outside-range',
    {},
    { price: 600000 },
    'lowerPrice, upperPrice: expected the price inside 60000 to 70000, found 60000',
  ],
  [
    'start-outside-range',
    {},
    { price: 700000 },
    'lowerPrice, upperPrice: expected the price inside 60000 to 70000, found 70000',
  ],
  [
    'start-outside-range',
    {},
    { price: 1 },
    'lowerPrice, upperPrice: expected the price inside 60000 to 70000, found 0.1',
  ],
  [
    'stop-already-met',
    // 0.038 BTC are worth 3.8 more at a mark 100 above, less 1.22265 of fees.
    { takeProfit: { ratio: '0.00257735' } },
    { mark: 644500 },
    'takeProfit: expected a stop that the market does not meet yet, found 0.00257735',
  ],
  [
    'base-margin-exceeds-equity',
    {},
    { mark: 430000 },
    "investment: expected at least the base position's initial margin 326.80, found 187.48",
  ],
  [
    'numbers-too-large',
    { direction: 'neutral', quantityPerGrid: '2000' },
    { high: 5_000_000 },
    'investment, leverage: expected figures below 90071993 at the highest price, found 100001000',
  ],
]

/** Reasons that only an amendment can give. */
const ofAmendments: readonly RefusalReason[] = [
  'direction-is-fixed',
  'unknown-parameter',
  'grid-has-stopped',
]

describe('planStart refuses', () => {
  it.each(byParameters)('%s: %j', (reason, changes, text) => {
    expect(outcome(changes)).toBe(`${text} (${reason})`)
  })

  it.each(byMarket)('%s: %j in %j', (reason, changes, market, text) => {
    expect(outcome(changes, market)).toBe(`${text} (${reason})`)
  })

  it('for every reason there is', () => {
    const tested = [...byParameters, ...byMarket].map(([reason]) => reason)
    expect([...new Set([...tested, ...ofAmendments])].toSorted()).toEqual(
      [...REFUSAL_REASONS].toSorted(),
    )
  })

  it('names the range before anything else', () => {
    expect(outcome({ upperPrice: '1', gridCount: 1, leverage: '0', investment: '1' })).toMatch(
      /upper-not-above-lower/,
    )
  })
})

describe('planStart takes what lies just within', () => {
  it.each<[Partial<GridParameters>, Partial<Market>]>([
    [{}, {}],
    [{ gridCount: 2 }, {}],
    [{ lowerPrice: '0.05' }, {}],
    [{ lowerPrice: '50000', gridCount: 285 }, {}],
    [{ leverage: '1' }, {}],
    [{ leverage: '100' }, {}],
    [{ makerFee: '0.007194' }, {}],
    [{ makerFee: '-0.05', takerFee: '0.05', direction: 'neutral' }, {}],
    [{ slippageTicks: 1_000_000 }, {}],
    [{ investment: '13.13275' }, {}],
    [{ investment: '26.2655', reserve: '0.5' }, {}],
    [{ quantityPerGrid: '0.01' }, {}],
    [{ quantityPerGrid: '2', investment: '1290.2175' }, {}],
    [{ quantityPerGrid: '2000', investment: '60000000' }, {}],
    [{ takerFee: '0.0123456789' }, {}],
    [{ takeProfit: { price: '70000.1' }, stopLoss: { price: '59999.9' } }, {}],
    [{ direction: 'short', takeProfit: { price: '59999.9' }, stopLoss: { price: '70000.1' } }, {}],
    [{ direction: 'neutral', takeProfit: { price: '1' }, stopLoss: { price: '75000' } }, {}],
    [{ takeProfit: { ratio: '0.1' }, stopLoss: { price: '50000' } }, {}],
    // A hair more than the base costs, and more than the mark has earned.
    [{ stopLoss: { ratio: '0.0012226501' } }, {}],
    [{ takeProfit: { ratio: '0.0025773501' } }, { mark: 644500 }],
    [{}, { price: 600001 }],
    [{}, { price: 699999 }],
    // Both directions from flat: more margin than there is for orders is shown, not refused.
    [{ direction: 'neutral', quantityPerGrid: '50' }, {}],
    [{ basePosition: false, quantityPerGrid: '50' }, {}],
  ])('%j in %j', (changes, market) => {
    expect(outcome(changes, market)).toBe('planned')
  })
})

describe('planStart', () => {
  const market = { priceTicks: workedPriceTicks, markTicks: workedPriceTicks, highTicks: 0 }

  it('plans the worked grid', () => {
    expect(planStart(requestOf(), market)).toEqual(
      E.right({
        linesTicks: Array.from({ length: 11 }, (_, index) => 600000 + index * 10000),
        quantityLots: 76,
        book: {
          topBuy: 4,
          bottomSell: 6,
          floorLine: 0,
          ceilingLine: 10,
          baseSlots: [5, 6, 7, 8, 9],
        },
      }),
    )
  })

  it('keeps the reserve out of the size', () => {
    expect(planStart(requestOf({ reserve: '0.05' }), market)).toMatchObject({
      right: { quantityLots: 72 },
    })
  })
})
