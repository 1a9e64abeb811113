import {
  referenceRun,
  type ReferenceFunding,
  type ReferenceInstrument,
  type ReferenceResult,
  type ReferenceSetup,
  type ReferenceTick,
} from './referenceGrid'

/** BTC-USDT-SWAP as contract-grid.md states it. */
export const bitcoin: ReferenceInstrument = {
  tickSize: '0.1',
  lotSize: '0.01',
  contractSize: '0.01',
  tiers: [
    { toContracts: '1000', maintenanceRate: '0.004' },
    { toContracts: '5000', maintenanceRate: '0.005' },
    { toContracts: '20000', maintenanceRate: '0.0075' },
  ],
}

/** One contract is one coin, so that the sums below can be done in the head. */
export const coin: ReferenceInstrument = { ...bitcoin, contractSize: '1' }

/** Lines 100, 110, 120, 130, 140, one contract each. */
export const small: ReferenceSetup = {
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '100',
  upperPrice: '140',
  gridCount: 4,
  leverage: '5',
  investment: '1000',
  reserve: '0',
  quantityPerGrid: '1',
  basePosition: true,
  takeProfit: null,
  stopLoss: null,
  makerFee: '0.0002',
  takerFee: '0.0005',
  onStop: 'close',
  slippageTicks: 0,
  fillRule: 'touch',
  neutralStart: 'slots',
}

/** The worked examples' grid, 60000 to 70000. */
export const worked: ReferenceSetup = {
  ...small,
  direction: 'long',
  lowerPrice: '60000',
  upperPrice: '70000',
  gridCount: 10,
  quantityPerGrid: null,
}

/** Ticks ten microseconds apart: a price, or a last price and a mark. */
export function path(
  ...points: readonly (string | readonly [price: string, mark: string])[]
): readonly ReferenceTick[] {
  return points.map((point, i): ReferenceTick => {
    const [price, mark] = typeof point === 'string' ? [point, point] : point
    return { timeMicros: i * 10, price, mark }
  })
}

/** The small grid with some changes, on one coin a contract. */
export function run(
  changes: Partial<ReferenceSetup>,
  ticks: readonly ReferenceTick[],
  funding: readonly ReferenceFunding[] = [],
): ReferenceResult {
  return referenceRun({ ...small, ...changes }, coin, ticks, funding)
}

/** Each fill as `tick kind side quantity@price slot k`. */
export function fillsOf(result: ReferenceResult): readonly string[] {
  return result.fills.map(({ tick, kind, side, quantity, price, slot }) => {
    return `${tick} ${kind} ${side} ${quantity}@${price} slot ${slot}`
  })
}

/** The resting orders after a tick: line, first letter of the side, slot. */
export function ordersAt(result: ReferenceResult, tick: number): string {
  const orders = result.states[tick]?.orders ?? []
  return orders.map(({ line, side, slot }) => `${line}${side.charAt(0)}/${slot}`).join(' ')
}
