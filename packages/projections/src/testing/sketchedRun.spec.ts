import type { RunType, SparseData, SparseEvent } from '@gridledger/domain'
import type { SeasonBatch } from '../seasonBatch'
import { GRID } from './coin'
import { amended, refused, started, stopped } from './gridSteps'
import { funded, liquidated, triggered } from './moneySteps'
import { cancelled, filled, placed } from './orderSteps'
import { type SeasonSketch, seasonOf } from './seasonOf'
import { type Step, recorded } from './step'
import { minutes } from './times'
import { usdt } from './written'

const TICKS = [115, 110, 120, 130, 105]
const sketch = (...steps: readonly Step[]): SeasonSketch => ({ ticks: TICKS, runs: { bot: steps } })

const eventsOf = ({ runs }: SeasonBatch): readonly SparseEvent[] => runs.get('bot')!.events.events
const made = (...steps: readonly Step[]) => eventsOf(seasonOf(sketch(started(), ...steps))).slice(1)
const isOf = <Type extends RunType>(
  event: SparseEvent | undefined,
  type: Type,
): event is SparseEvent & { readonly data: SparseData<Type> } => event?.type === type
/** The data of the last of these events, which is of a type. */
function dataOf<Type extends RunType>(type: Type, ...steps: readonly Step[]): SparseData<Type> {
  const event = made(...steps).at(-1)
  if (isOf(event, type)) return event.data
  throw new Error(`expected ${type}, found ${event?.type ?? 'nothing'}`)
}
const checksOf = (season: SeasonBatch) => {
  const checks = season.runs.get('bot')!.checks?.batch
  const rows = Array.from({ length: checks?.count ?? 0 }, (_, row) => row)
  return rows.map((row) =>
    checks!.columns.slice(1).map((column, field) => column[row]! / (field === 0 ? 1 : 1e8)),
  )
}

describe('a step knows from those before it', () => {
  it('the number of a fill, its line, slot, order and quantity', () => {
    const fills = made(
      placed(0, 'buy', 1),
      filled(0, 'sell', 117, { kind: 'base', slot: 2 }),
      filled(1, 'buy', 110),
      filled(2, 'sell', 120, { quantity: 2 }),
    ).filter(({ type }) => type === 'OrderFilled')
    const common = { kind: 'grid', quantityLots: 1, fee: 0 }
    expect(fills.map(({ data }) => data)).toEqual([
      {
        ...common,
        fill: 1,
        kind: 'base',
        side: 'sell',
        line: null,
        slot: 2,
        order: null,
        priceTicks: 117,
      },
      { ...common, fill: 2, side: 'buy', line: 1, slot: 1, order: 1, priceTicks: 110 },
      {
        ...common,
        fill: 3,
        side: 'sell',
        line: 2,
        slot: 1,
        order: null,
        priceTicks: 120,
        quantityLots: 2,
      },
    ])
  })

  it('the order that is cancelled, and the price and quantity of one that is placed', () => {
    const steps = [amended(1, { quantity: 3 }), placed(1, 'sell', 3)]
    const order = { side: 'sell', line: 3, slot: 2, priceTicks: 130, quantityLots: 3 }
    expect(dataOf('OrderPlaced', ...steps)).toEqual(order)
    expect(dataOf('OrderCancelled', ...steps, cancelled(2, 'sell', 3))).toEqual({
      side: 'sell',
      line: 3,
      order: 2,
    })
    expect(dataOf('OrderCancelled', cancelled(2, 'sell', 3)).order).toBe(0)
  })

  it('the position, and the rate that is due', () => {
    const season = seasonOf({
      ...sketch(
        started(),
        filled(1, 'buy', 110, { quantity: 2 }),
        funded(2, -1),
        funded(2, '0.5'),
        funded(3, 1),
      ),
      fundings: [
        [minutes(1.5), '0.0002'],
        [minutes(2), '0.0003'],
      ],
    })
    const paid = eventsOf(season).filter(({ type }) => type === 'FundingSettled')
    expect(paid.map(({ data, cause }) => [data, cause.stream, cause.revision])).toEqual([
      [{ rate: '0.0002', markTicks: 120, positionLots: 2, amount: -1e8 }, 'tape-sketched-tape', 1],
      [{ rate: '0.0003', markTicks: 120, positionLots: 2, amount: 5e7 }, 'tape-sketched-tape', 2],
      [{ rate: '0.0001', markTicks: 130, positionLots: 2, amount: 1e8 }, 'ticks-sketched-tape', 3],
    ])
  })

  it('what an amendment changes, and what stays', () => {
    const wider = { grid: { upperPrice: 180 }, addedMargin: 50, fillRule: 'cross' } as const
    expect(dataOf('ParametersAmended', amended(1, wider))).toEqual({
      set: { upperPrice: '180', addMargin: '50', fillRule: 'cross' },
      parameters: { ...GRID, upperPrice: '180' },
      fillRule: 'cross',
      addedMargin: usdt(50),
      relaid: true,
      linesTicks: [100, 120, 140, 160, 180],
      quantityLots: 1,
      priceTicks: 110,
    })
    const again = dataOf(
      'ParametersAmended',
      amended(1, wider),
      amended(2, { grid: { makerFee: 0 } }),
    )
    expect(again).toMatchObject({
      set: { makerFee: '0' },
      parameters: { ...GRID, upperPrice: '180', makerFee: '0' },
      fillRule: 'cross',
      relaid: false,
      linesTicks: [100, 120, 140, 160, 180],
    })
  })

  it('what a liquidation leaves, with its check', () => {
    // 20 at 100 and 1000 of margin: at 45 there are −100 left, less the fee.
    const steps = [
      started(),
      filled(0, 'buy', 100, { quantity: 20 }),
      liquidated(1, 2),
      stopped(1, 'liquidated'),
    ]
    const season = seasonOf({ ticks: [115, 45], runs: { bot: steps } })
    const [, , end, stop] = eventsOf(season)
    expect(end).toMatchObject({
      data: { markTicks: 45, positionLots: 20, fee: usdt(2), takenOver: 0, shortfall: usdt(102) },
      cause: { stream: 'checks-sketched.bot', revision: 0 },
    })
    expect(stop).toMatchObject({
      data: { equity: 0 },
      cause: { stream: 'run-sketched.bot', revision: 2 },
    })
    // 20 · 45 · (0.005 + 0.0005), and no order is left to open anything
    expect(checksOf(season)).toEqual([[1, -100, 4.95, expect.any(Number)]])
    const rich = [started(), filled(0, 'buy', 100, { quantity: 2 }), liquidated(1)]
    expect(
      eventsOf(seasonOf({ ticks: [115, 45], runs: { bot: rich } })).at(-1)!.data,
    ).toMatchObject({
      takenOver: usdt(890),
      shortfall: 0,
    })
  })

  it('the equity of a stop, and what came of it', () => {
    const steps = [
      filled(1, 'buy', 110),
      triggered(2, 'StopLossTriggered'),
      cancelled(2, 'buy', 0),
      filled(2, 'sell', 120, { kind: 'stop', fee: 1 }),
      stopped(2, 'stopLoss'),
    ]
    const byTrigger = { stream: 'run-sketched.bot', revision: 2 }
    expect(made(...steps).slice(1)).toMatchObject([
      {
        data: { by: 'price', threshold: '120', priceTicks: 120, equity: usdt(1010) },
        cause: { stream: 'ticks-sketched-tape', revision: 2 },
      },
      { cause: byTrigger },
      { cause: byTrigger },
      { data: { reason: 'stopLoss', equity: usdt(1009) }, cause: byTrigger },
    ])
    expect(
      dataOf(
        'TakeProfitTriggered',
        triggered(1, 'TakeProfitTriggered', { by: 'ratio', threshold: 0.1 }),
      ),
    ).toMatchObject({ by: 'ratio', threshold: '0.1' })
  })

  it('whose cause it is', () => {
    const causes = made(
      filled(0, 'buy', 115, { kind: 'base', slot: 2 }),
      placed(0, 'sell', 3),
      filled(1, 'buy', 110),
      placed(1, 'sell', 2),
      amended(2, { grid: { leverage: 4 } }),
      filled(2, 'sell', 120, { kind: 'rebase' }),
      refused(3),
      { ...stopped(4), cause: { stream: 'elsewhere', revision: 7 } },
    ).map(({ cause }) => `${cause.stream}#${cause.revision}`)
    expect(causes).toEqual([
      'run-sketched.bot#0',
      'run-sketched.bot#1',
      'ticks-sketched-tape#1',
      'run-sketched.bot#3',
      'season-sketched#1',
      'run-sketched.bot#5',
      'season-sketched#1',
      'elsewhere#7',
    ])
  })

  it('or is said in full', () => {
    const data = {
      set: {},
      reason: 'direction-is-fixed',
      field: 'direction',
      expected: 'neutral',
      found: 'long',
    } as const
    expect(dataOf('AmendmentRefused', refused(1, data))).toEqual(data)
    expect(
      dataOf(
        'GridStopped',
        recorded(1, { type: 'GridStopped', data: { reason: 'takeProfit', equity: 7 } }),
      ),
    ).toEqual({ reason: 'takeProfit', equity: 7 })
  })
})
