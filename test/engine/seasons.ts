import fc from 'fast-check'
import * as E from 'fp-ts/Either'
import {
  BTC_USDT_SWAP,
  Decimal,
  type GridParameters,
  type GridPlan,
  type Instrument,
  type MarketRules,
  type StartRequest,
  type Stop,
  type Tick,
  at,
  gridLines,
  instrumentUnits,
  planStart,
} from '@gridledger/domain'
import { MINUTE, type Scenario, fundingAt } from './harness'

/** A random season that the engine agrees to start. */
export interface Season extends Scenario {
  readonly plan: GridPlan
}

/** Bitcoin as it is; a coarse coin with tiers within reach; a fine one whose fees often round. */
const instruments: readonly (Instrument & { readonly lowest: number })[] = [
  { ...BTC_USDT_SWAP, lowest: 20_000 },
  {
    ...BTC_USDT_SWAP,
    lowest: 1_000,
    name: 'COARSE-USDT-SWAP',
    contractSize: '0.1',
    tickSize: '0.5',
    lotSize: '1',
    minimumSize: '2',
    tiers: [
      { toContracts: '40', maintenanceRate: '0.0125' },
      { toContracts: '100', maintenanceRate: '0.02' },
      { toContracts: '4000', maintenanceRate: '0.05' },
    ],
  },
  {
    ...BTC_USDT_SWAP,
    lowest: 200,
    name: 'FINE-USDT-SWAP',
    contractSize: '0.001',
    tickSize: '0.01',
    lotSize: '0.1',
    minimumSize: '0.1',
    tiers: [
      { toContracts: '1000', maintenanceRate: '0.00333' },
      { toContracts: '5000', maintenanceRate: '0.0071' },
      { toContracts: '2000000', maintenanceRate: '0.025' },
    ],
  },
]

const share = fc.integer({ min: 0, max: 1000 })

const grids = fc.record({
  instrument: fc.constantFrom(...instruments),
  direction: fc.constantFrom('neutral' as const, 'long' as const, 'short' as const),
  spacing: fc.constantFrom('arithmetic' as const, 'geometric' as const),
  lower: share,
  widthPermille: fc.oneof(
    { arbitrary: fc.integer({ min: 15, max: 150 }), weight: 4 },
    { arbitrary: fc.integer({ min: 150, max: 900 }), weight: 1 },
  ),
  gridCount: fc.oneof(
    { arbitrary: fc.integer({ min: 2, max: 9 }), weight: 5 },
    { arbitrary: fc.integer({ min: 10, max: 40 }), weight: 1 },
  ),
  leverage: fc.constantFrom('1', '3', '3', '5', '5', '7.5', '7.5', '10', '20', '33.3', '100'),
  investment: fc.constantFrom('100', '1000', '1234.56789012', '20000', '99999.99'),
  reserve: fc.constantFrom('0', '0', '0.05', '0.333', '0.9'),
  quantityPerGrid: fc.constantFrom(null, null, null, '2', '3', '12'),
  basePosition: fc.boolean(),
  makerFee: fc.constantFrom('0.0002', '0', '0.00023', '0.0001234567', '-0.00005', '2e-4'),
  takerFee: fc.constantFrom('0.0005', '0', '0.00061', '0.0007', '0.0000000001'),
  onStop: fc.constantFrom('close' as const, 'keep' as const),
  slippageTicks: fc.constantFrom(0, 1, 7),
  fillRule: fc.constantFrom('touch' as const, 'cross' as const, 'through' as const),
  neutralStart: fc.constantFrom('slots' as const, 'all' as const, 'skip-nearest' as const),
  startsOnLine: fc.boolean(),
  startAt: share,
})

const form = fc.constantFrom('price' as const, 'ratio' as const)
const stops = fc.record({
  takes: fc.oneof({ arbitrary: fc.constant('none' as const), weight: 2 }, form),
  cuts: fc.oneof({ arbitrary: fc.constant('none' as const), weight: 2 }, form),
  takeAway: fc.integer({ min: 1, max: 120 }),
  cutAway: fc.integer({ min: 1, max: 120 }),
  /** Neutral grids alone: whether profit is taken above the range. */
  takesAbove: fc.boolean(),
})

/** How one price follows another; `amount` is read by each move in its own way. */
const move = fc.tuple(
  fc.oneof(
    { arbitrary: fc.constantFrom('drift' as const, 'neighbour' as const), weight: 14 },
    {
      arbitrary: fc.constantFrom('line' as const, 'nearLine' as const, 'stay' as const),
      weight: 3,
    },
    { arbitrary: fc.constantFrom('jump' as const), weight: 3 },
    { arbitrary: fc.constantFrom('leave' as const), weight: 1 },
  ),
  share,
  fc.oneof(
    { arbitrary: fc.constant('last' as const), weight: 6 },
    { arbitrary: fc.constantFrom('near' as const, 'late' as const), weight: 3 },
    { arbitrary: fc.constant('far' as const), weight: 1 },
  ),
)
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never

const funding = fc.record({
  at: share,
  early: fc.constantFrom(0, 0, 1, MINUTE - 1, 20_000_000),
  rate: fc.constantFrom(
    '0.0001',
    '-0.0001',
    '0',
    '0.0000123456789012345',
    '-0.00037500000000001',
    '1e-3',
    '-2.5E-5',
  ),
})

type Of<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never

/** A grid that may be started, and where. */
interface Start extends StartRequest {
  readonly plan: GridPlan
  readonly priceTicks: number
}

const starts: fc.Arbitrary<Start> = fc
  .tuple(grids, stops)
  .map(([grid, stop]) => startOf(grid, stop))
  .filter((start) => start !== null)

/** Seasons of `fewest` to `most` ticks, the start and the end among them. */
export function seasons(fewest: number, most: number): fc.Arbitrary<Season> {
  const moves = fc.array(move, { minLength: fewest - 1, maxLength: most - 1, size: 'max' })
  const fundings = fc.array(funding, { maxLength: 12, size: 'max' })
  return fc.tuple(starts, moves, fundings).map(([{ priceTicks, ...start }, path, rates]) => {
    const ticks = tape(start.plan.linesTicks, priceTicks, path)
    const due = rates
      .map(({ at: when, rate, early }) =>
        fundingAt(1 + Math.floor((when * ticks.length) / 1000), rate, early),
      )
      .sort((a, b) => a.timeMicros - b.timeMicros)
    return { ...start, ticks, due, ends: true }
  })
}

function startOf(grid: Of<typeof grids>, stop: Of<typeof stops>): Start | null {
  const asked = requestOf(grid, stop)
  const { lowerPrice, upperPrice, spacing, gridCount } = asked.parameters
  const range = {
    spacing,
    lowerPrice: new Decimal(lowerPrice),
    upperPrice: new Decimal(upperPrice),
  }
  const lines = gridLines(instrumentUnits(asked.instrument), range, gridCount)
  const priceTicks = startPrice(lines, grid)
  const highTicks = 2 * at(lines, gridCount)
  const plan = planStart(asked, { priceTicks, markTicks: priceTicks, highTicks })
  return E.isLeft(plan) ? null : { ...asked, plan: plan.right, priceTicks }
}

function requestOf(grid: Of<typeof grids>, stop: Of<typeof stops>): StartRequest {
  const { instrument: found, lower, fillRule, neutralStart } = grid
  // Planning lays every line that would fit: a wide range is slow to plan, a geometric one more so.
  const widthPermille = Math.min(grid.widthPermille, grid.spacing === 'geometric' ? 60 : 900)
  const { lowest, ...instrument } = found
  // Off the ticks on purpose: lines are rounded.
  const lowerPrice = new Decimal(lowest).plus(new Decimal(lower).times('1.37'))
  const upperPrice = lowerPrice.plus(lowerPrice.times(widthPermille).div(1000))
  // An interval of 0.3 % of the price earns, whatever the fees above.
  const gridCount = Math.min(grid.gridCount, Math.floor(widthPermille / 3))
  const size = grid.quantityPerGrid
  const parameters = {
    direction: grid.direction,
    spacing: grid.spacing,
    lowerPrice: lowerPrice.toFixed(),
    upperPrice: upperPrice.toFixed(),
    gridCount,
    leverage: grid.leverage,
    investment: grid.investment,
    reserve: grid.reserve,
    quantityPerGrid: size === null ? null : new Decimal(size).times(instrument.lotSize).toFixed(),
    basePosition: grid.basePosition,
    makerFee: grid.makerFee,
    takerFee: grid.takerFee,
    onStop: grid.onStop,
    slippageTicks: grid.slippageTicks,
  }
  const armed = stopsOf(parameters, stop)
  const rules: MarketRules = { fillRule, neutralStart }
  return { instrument, parameters: { ...parameters, ...armed }, rules }
}

function stopsOf(
  {
    direction,
    lowerPrice,
    upperPrice,
  }: Pick<GridParameters, 'direction' | 'lowerPrice' | 'upperPrice'>,
  { takes, cuts, takeAway, cutAway, takesAbove }: Of<typeof stops>,
): { readonly takeProfit: Stop | null; readonly stopLoss: Stop | null } {
  const above = direction === 'neutral' ? takesAbove : direction === 'long'
  const stop = (form: 'none' | 'price' | 'ratio', away: number, isAbove: boolean): Stop | null => {
    if (form === 'none') return null
    if (form === 'ratio') return { ratio: new Decimal(away).div(200).toFixed() }
    const factor = new Decimal(away).div(1000)
    return isAbove
      ? { price: new Decimal(upperPrice).times(factor.plus(1)).toFixed() }
      : { price: new Decimal(lowerPrice).times(new Decimal(1).minus(factor)).toFixed() }
  }
  return { takeProfit: stop(takes, takeAway, above), stopLoss: stop(cuts, cutAway, !above) }
}

/** Inside the range: on a line, or wherever the share of the range says. */
function startPrice(lines: readonly number[], grid: Of<typeof grids>): number {
  const last = lines.length - 1
  if (grid.startsOnLine) return at(lines, Math.max(1, Math.floor((grid.startAt * last) / 1001)))
  const [lowest, highest] = [at(lines, 0), at(lines, last)]
  return lowest + 1 + Math.floor((grid.startAt * (highest - lowest - 2)) / 1000)
}

function tape(lines: readonly number[], first: number, path: readonly Move[]): readonly Tick[] {
  const ticks: Tick[] = [{ timeMicros: 0, revision: 0, priceTicks: first, markTicks: first }]
  let price = first
  for (const [index, [kind, amount, marked]] of path.entries()) {
    const before = price
    price = Math.max(1, follow(lines, price, kind, amount))
    const spread = { last: 0, late: 0, near: 0.004, far: 0.04 }[marked]
    const away = Math.round((price * spread * (amount - 500)) / 500)
    const markTicks = Math.max(1, marked === 'late' ? before : price + away)
    const revision = index + 1
    ticks.push({ timeMicros: revision * MINUTE, revision, priceTicks: price, markTicks })
  }
  return ticks
}

/** The next price of a tape. */
function follow(lines: readonly number[], price: number, kind: Move[0], amount: number): number {
  const last = lines.length - 1
  const [lowest, highest] = [at(lines, 0), at(lines, last)]
  const gap = Math.ceil((highest - lowest) / last)
  const signed = (amount - 500) / 500
  switch (kind) {
    case 'stay':
      return price
    case 'drift':
      return price + Math.round(signed * gap)
    case 'jump':
      return price + Math.round(signed * gap * 5)
    case 'line':
      return at(lines, amount % lines.length)
    case 'nearLine':
      return at(lines, amount % lines.length) + (amount % 2 === 0 ? 1 : -1)
    case 'neighbour': {
      const above = lines.find((line) => line > price) ?? highest
      const below = lines.findLast((line) => line < price) ?? lowest
      return amount < 500 ? below : above
    }
    case 'leave':
      return Math.round(signed < 0 ? lowest * (1 + signed / 8) : highest * (1 + signed / 8))
  }
}
