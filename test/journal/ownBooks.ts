import type { RunEvent } from '@gridledger/domain'

/** Profit split by our own reckoning, in big integers of 1e-8. */
export interface OwnBooks {
  book(event: RunEvent): void
  gridProfit(): bigint
  pairs(): number
  /** The fees of both fills of every pair. */
  pairFees(): bigint
  /** The money of every fill that is in no pair, funding and liquidation, and the position at a mark. */
  unpaired(markTicks: number): bigint
}

interface Leg {
  readonly money: bigint
  readonly fee: bigint
}

/**
 * Follows every fill's money: into a pair with the other fill of its slot, or among the unpaired. A
 * pair's profit is what its two fills moved, fees and all.
 */
export function openOwnBooks(moneyPerLotTick: number): OwnBooks {
  const legs = new Map<number, Leg>()
  const baseSlots = new Set<number>()
  let [gridProfit, unpaired, position, pairFees, pairs] = [0n, 0n, 0n, 0n, 0]
  const value = (lots: number, priceTicks: number) => BigInt(lots * priceTicks * moneyPerLotTick)
  const lay = ({ linesTicks, priceTicks, parameters }: Laid) => {
    legs.clear()
    baseSlots.clear()
    if (!parameters.basePosition || parameters.direction === 'neutral') return
    linesTicks.slice(0, -1).forEach((line, slot) => {
      const isLong = parameters.direction === 'long'
      const isHeld = isLong ? line >= priceTicks : linesTicks[slot + 1]! <= priceTicks
      if (isHeld) baseSlots.add(slot)
    })
  }
  const fill = (data: Filled) => {
    const lots = data.side === 'buy' ? data.quantityLots : -data.quantityLots
    const fee = BigInt(data.fee)
    const money = -value(lots, data.priceTicks) - fee
    unpaired += money
    position += BigInt(lots)
    if (data.kind !== 'grid' || data.slot === null) return
    if (baseSlots.delete(data.slot)) return
    const first = legs.get(data.slot)
    if (first === undefined) legs.set(data.slot, { money, fee })
    else {
      legs.delete(data.slot)
      unpaired -= first.money + money
      gridProfit += first.money + money
      pairFees += first.fee + fee
      pairs += 1
    }
  }
  return {
    book(event) {
      if (event.type === 'GridStarted') lay(event.data)
      if (event.type === 'ParametersAmended' && event.data.relaid) lay(event.data)
      if (event.type === 'OrderFilled') fill(event.data)
      if (event.type === 'FundingSettled') unpaired += BigInt(event.data.amount)
      if (event.type === 'PositionLiquidated') {
        const { markTicks, fee, takenOver, shortfall } = event.data
        unpaired += value(Number(position), markTicks) - BigInt(fee + takenOver - shortfall)
        position = 0n
      }
    },
    gridProfit: () => gridProfit,
    pairs: () => pairs,
    pairFees: () => pairFees,
    unpaired: (markTicks) => unpaired + value(Number(position), markTicks),
  }
}

type DataOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>['data']
type Filled = DataOf<'OrderFilled'>
type Laid = Pick<DataOf<'GridStarted'>, 'linesTicks' | 'priceTicks' | 'parameters'>
