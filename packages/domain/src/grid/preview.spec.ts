import * as E from 'fp-ts/Either'
import {
  exampleA,
  expectClose,
  requestOf,
  workedPriceTicks,
} from '../../../../test/support/gridSamples'
import type { GridParameters, NeutralStart } from './parameters'
import { type Preview, type PreviewMarket, previewGrid } from './preview'

function previewed(
  changes: Partial<GridParameters> = {},
  market: Partial<PreviewMarket> = {},
  neutralStart: NeutralStart = 'slots',
): Preview {
  const request = requestOf(changes, { neutralStart })
  const preview = previewGrid(request, { priceTicks: workedPriceTicks, ...market })
  if (E.isLeft(preview)) throw new Error(preview.left.reason)
  return preview.right
}

/** `60 61 | 63` for buys at 60000 and 61000 and a sell at 63000. */
function ordersOf({ orders }: Preview): string {
  const side = (wanted: 'buy' | 'sell') =>
    orders.filter(({ side }) => side === wanted).map(({ price }) => Number(price) / 1000)
  return `${side('buy').join(' ')} | ${side('sell').join(' ')}`
}

describe('previewGrid, the worked long grid', () => {
  const preview = previewed()

  it('has its lines, size, orders and base', () => {
    expect(preview.lines).toEqual(Array.from({ length: 11 }, (_, i) => String(60000 + i * 1000)))
    expect(preview.quantityPerGrid).toBe('0.76')
    expect(ordersOf(preview)).toBe('60 61 62 63 64 | 66 67 68 69 70')
    expect(preview.base).toBe('3.8')
  })

  it('has its profit rates', () => {
    expectClose(preview.perMaxProfitRate, '0.078096425602660016625103906898')
    expectClose(preview.perMinProfitRate, '0.067259387762477863312732661100')
  })

  it('has its margins, exactly where they end', () => {
    expect(preview).toMatchObject({
      equity: '998.77735',
      imr: '489.06',
      mmr: '9.7812',
      ordFrozen: '471.2',
      pendFee: '1.178',
      availEq: '37.33935',
    })
    // (998.77735 − 1.178)/11.00385 and 2445.3/998.77735.
    expectClose(preview.mgnRatio, '90.65911930824211525965911930824')
    expectClose(preview.actualLever, '2.448293405932763693529894325297')
  })

  it('has its liquidation prices', () => {
    expectClose(preview.liqPx.lower, '38238.45858997065743212879008169')
    expectClose(preview.liqPxAfterFills.lower, '50265.58790874725739512014591980')
    expect([preview.liqPx.upper, preview.liqPxAfterFills.upper]).toEqual([null, null])
  })

  it('prints its keys in one order', () => {
    expect(Object.keys(preview)).toEqual([
      ...['lines', 'quantityPerGrid', 'orders', 'base', 'perMaxProfitRate', 'perMinProfitRate'],
      ...['imr', 'mmr', 'ordFrozen', 'pendFee', 'availEq', 'mgnRatio', 'liqPx', 'liqPxAfterFills'],
      ...['equity', 'actualLever'],
    ])
  })
})

describe('previewGrid, its mirror image', () => {
  const preview = previewed({ direction: 'short' })

  it('sells its base and rests on both sides of the empty 64000', () => {
    expect(preview.base).toBe('-3.04')
    expect(ordersOf(preview)).toBe('60 61 62 63 | 65 66 67 68 69 70')
  })

  it('shows an available equity below zero: the sells need more than the base left', () => {
    // N = 0.0304 · 64350 = 1956.24; sells 405000 · 0.0076 = 3078.
    expect(preview).toMatchObject({
      equity: '999.02188',
      imr: '391.248',
      mmr: '7.82496',
      ordFrozen: '615.6',
      pendFee: '1.539',
      availEq: '-9.36512',
    })
    expectClose(preview.mgnRatio, '113.3106685387387141737731066854')
  })

  it('is liquidated when the price rises', () => {
    // (1956.24 + 999.02188)/(0.0304 · 1.0045).
    expect(preview.liqPx.lower).toBeNull()
    expectClose(preview.liqPx.upper, '96777.06504938303948023368525844')
    expectClose(preview.liqPxAfterFills.upper, '79021.32875743365382096355872259')
    expect(preview.liqPxAfterFills.lower).toBeNull()
  })
})

describe('previewGrid, neutral', () => {
  it.each<[NeutralStart, string, frozen: string, fee: string]>([
    ['slots', '60 61 62 63 64 | 66 67 68 69 70', '988', '2.47'],
    ['skip-nearest', '60 61 62 63 | 65 66 67 68 69 70', '989.52', '2.4738'],
    ['all', '60 61 62 63 64 | 65 66 67 68 69 70', '1086.8', '2.717'],
  ])('%s rests %s', (neutralStart, orders, ordFrozen, pendFee) => {
    const preview = previewed({ direction: 'neutral' }, {}, neutralStart)
    expect(ordersOf(preview)).toBe(orders)
    expect(preview).toMatchObject({ base: '0', equity: '1000', ordFrozen, pendFee })
  })

  it('is flat: nothing to liquidate now, two prices after fills', () => {
    const preview = previewed({ direction: 'neutral' })
    expect(preview).toMatchObject({
      imr: '0',
      mmr: '0',
      availEq: '9.53',
      mgnRatio: null,
      actualLever: '0',
      liqPx: { lower: null, upper: null },
    })
    expectClose(preview.liqPxAfterFills.lower, '35857.97139760501202780935261307')
    expectClose(preview.liqPxAfterFills.upper, '93879.73068559901495900028817689')
  })
})

describe('previewGrid', () => {
  it.each([
    ['long', '0', '60 61 62 63 64 | '],
    ['short', '0', ' | 65 66 67 68 69 70'],
  ] as const)('of a %s grid without a base starts flat', (direction, base, orders) => {
    const preview = previewed({ direction, basePosition: false })
    expect([preview.base, ordersOf(preview)]).toEqual([base, orders])
    expect(preview.equity).toBe('1000')
  })

  it('values the base at the mark, while the last price fills it', () => {
    const preview = previewed({}, { markTicks: 643000 })
    // 0.038 · 50 less than at the last price.
    expect(preview).toMatchObject({ equity: '996.87735', imr: '488.68', base: '3.8' })
    expectClose(preview.liqPx.lower, previewed().liqPx.lower ?? '')
  })

  it('charges the taker fee on the base and the maker fee on the way down', () => {
    const free = previewed({ makerFee: '0', takerFee: '0' })
    expect(free.equity).toBe('1000')
    // (2445.3 − 1000)/(0.038 · 0.9955) and (2445.3 + 2356 − 1000)/(0.076 · 0.9955).
    expectClose(free.liqPx.lower, '38206.13814798170715588569615903')
    expectClose(free.liqPxAfterFills.lower, '50243.19966163525337703877977213')
    // Fees of the exchange's own formulas stay.
    expect(free).toMatchObject({ pendFee: '1.178', perMaxProfitRate: previewed().perMaxProfitRate })
  })

  it('shows a grid that its first check would liquidate', () => {
    // One base slot of 0.1 BTC at 69400, 19 buys below it; 80 USDT.
    const changes = { gridCount: 20, leverage: '100', quantityPerGrid: '10', investment: '80' }
    const preview = previewed(changes, { priceTicks: 694000 })
    expect(ordersOf(preview)).toMatch(/^60 60.5 .* 69 \| 70$/)
    expect(preview).toMatchObject({ equity: '76.53', pendFee: '61.275' })
    expectClose(preview.mgnRatio, '0.488472622478386167146974063401')
  })

  it('tells why a start is refused', () => {
    const refused = previewGrid(requestOf(), { priceTicks: 700000 })
    expect(refused).toMatchObject({ left: { reason: 'start-outside-range' } })
    const marked = previewGrid(requestOf(), { priceTicks: workedPriceTicks, markTicks: 430000 })
    expect(marked).toMatchObject({ left: { reason: 'base-margin-exceeds-equity' } })
  })
})

describe("OKX's example A before it runs", () => {
  const preview = previewGrid(exampleA, { priceTicks: 292163 })
  if (E.isLeft(preview)) throw new Error(preview.left.reason)
  const { lines, base, orders, quantityPerGrid } = preview.right

  it('buys 35 grids of 1 contract at once', () => {
    expect([lines.length, base, quantityPerGrid]).toEqual([51, '35', '1'])
  })

  it('rests 15 buys, C among them, and 35 sells beyond the empty 30007', () => {
    expect(orders.filter(({ side }) => side === 'buy')).toHaveLength(15)
    expect(orders[14]).toEqual({ side: 'buy', price: '28007.2' })
    expect(orders[15]).toEqual({ side: 'sell', price: '32006.8' })
    expect(orders).toHaveLength(50)
  })
})
