import {
  type FillRule,
  type GridParameters,
  type NeutralStart,
  type RestingOrder,
  type RunEvent,
  at,
} from '@gridledger/domain'
import { same } from './hold'

/** Orders laid at a start or at an amendment, and what has become of them by the rules. */
interface Laying {
  readonly parameters: GridParameters
  readonly neutralStart: NeutralStart
  readonly lines: readonly number[]
  readonly quantityLots: number
  readonly priceTicks: number
  /** What the bot held on top of what these lines account for. */
  readonly keptLots: number
  /** Slots of a grid without a base that have no order yet. */
  readonly dormant: Set<number>
  /** By slot: the side of its last grid fill. */
  readonly lastSides: Map<number, 'buy' | 'sell'>
  firstSide: 'buy' | 'sell' | null
  fillRule: FillRule
}

/** The book as sections 3 and 4 of the rules describe it, not as the engine keeps it. */
export interface BookRules {
  see(event: RunEvent): void
  /** Looks at the orders and the position after a tick; `moved` when orders could fill at it. */
  expect(orders: readonly RestingOrder[], priceTicks: number, moved: boolean): void
}

export function bookRules(): BookRules {
  let laying: Laying | null = null
  let positionLots = 0
  let neutralStart: NeutralStart = 'slots'
  let stopped = false
  return {
    see(event) {
      if (event.type === 'GridStarted') {
        neutralStart = event.data.neutralStart
        laying = laid({ ...event.data, keptLots: 0, neutralStart })
      } else if (event.type === 'ParametersAmended' && event.data.relaid) {
        const { direction, basePosition } = event.data.parameters
        const trades = direction !== 'neutral' && basePosition
        laying = laid({ ...event.data, keptLots: trades ? 0 : positionLots, neutralStart })
      } else if (event.type === 'ParametersAmended' && laying !== null) {
        laying.fillRule = event.data.fillRule
      } else if (event.type === 'OrderFilled') {
        const { side, kind, quantityLots } = event.data
        positionLots += side === 'buy' ? quantityLots : -quantityLots
        if (kind === 'grid' && laying !== null) expectFill(laying, event.data)
      } else if (event.type === 'PositionLiquidated') positionLots = 0
      else if (event.type === 'GridStopped') stopped = event.data.reason !== 'seasonEnd'
    },
    expect(orders, priceTicks, moved) {
      if (laying === null) throw new Error('no orders laid')
      if (stopped) return same(orders, [])
      if (moved) wake(laying, priceTicks)
      const held = heldGrids(laying, positionLots)
      same(orders, bookOf(laying, held))
      if (moved) expectUnreached(laying, orders, priceTicks)
    },
  }
}

function laid(
  data: Omit<Laying, 'dormant' | 'lastSides' | 'firstSide' | 'lines'> & {
    readonly linesTicks: readonly number[]
  },
): Laying {
  const { parameters, priceTicks, linesTicks: lines, fillRule, neutralStart } = data
  const { quantityLots, keptLots } = data
  const slots = Array.from({ length: lines.length - 1 }, (_, slot) => slot)
  const sleeps = (slot: number): boolean =>
    parameters.direction === 'long'
      ? at(lines, slot) >= priceTicks
      : at(lines, slot + 1) <= priceTicks
  const isAsleep = parameters.direction !== 'neutral' && !parameters.basePosition
  return {
    ...{ parameters, neutralStart, lines, quantityLots, priceTicks, keptLots, fillRule },
    dormant: new Set(isAsleep ? slots.filter(sleeps) : []),
    lastSides: new Map(),
    firstSide: null,
  }
}

/** In each slot fills alternate, each at its own line and of the one quantity. */
function expectFill(
  laying: Laying,
  fill: Extract<RunEvent, { type: 'OrderFilled' }>['data'],
): void {
  const { side, line, slot, priceTicks, quantityLots } = fill
  if (line === null || slot === null) throw new Error('a grid fill without line and slot')
  const last = laying.lastSides.get(slot)
  if (last === side) throw new Error(`expected slot ${slot} to alternate, found two ${side}s`)
  const own = side === 'buy' ? slot : slot + 1
  same([line, priceTicks, quantityLots], [own, at(laying.lines, own), laying.quantityLots])
  laying.lastSides.set(slot, side)
  laying.firstSide ??= side
}

/** Whether a price reaches a line, coming down for a buy and up for a sell. */
function reaches({ fillRule }: Laying, side: 'buy' | 'sell', line: number, price: number): boolean {
  const beyond = fillRule === 'touch' ? 0 : 1
  return side === 'buy' ? price <= line - beyond : price >= line + beyond
}

function wake(laying: Laying, priceTicks: number): void {
  const { parameters, lines, dormant } = laying
  const long = parameters.direction === 'long'
  for (const slot of dormant) {
    const far = at(lines, long ? slot + 1 : slot)
    if (reaches(laying, long ? 'sell' : 'buy', far, priceTicks)) dormant.delete(slot)
  }
}

function isUntouchedAll({ parameters, neutralStart, firstSide }: Laying): boolean {
  return parameters.direction === 'neutral' && neutralStart === 'all' && firstSide === null
}

/** How many grids the position is: whole ones, and no more than the lines allow. */
function heldGrids(laying: Laying, positionLots: number): number {
  const { parameters, keptLots, quantityLots, lines } = laying
  const held = (positionLots - keptLots) / quantityLots
  const [least, most] = { long: [0, 1], short: [-1, 0], neutral: [-1, 1] }[parameters.direction]
  const [lowest = 0, highest = 0] = [least, most].map((side = 0) => side * (lines.length - 1))
  if (!Number.isInteger(held) || held < lowest || held > highest) {
    throw new Error(`expected ${lowest} to ${highest} whole grids, found ${held}`)
  }
  const { direction } = parameters
  const crossed = direction === 'long' ? positionLots < 0 : positionLots > 0
  if (direction !== 'neutral' && crossed) throw new Error(`a ${direction} holds ${positionLots}`)
  return held
}

/**
 * One order a slot, buys below sells with one empty line between them, and none for a dormant slot:
 * the whole book follows from what the grid holds.
 */
function bookOf(laying: Laying, held: number): readonly RestingOrder[] {
  const { lines, dormant, parameters, priceTicks } = laying
  const { direction } = parameters
  const first = direction === 'short' ? dormant.size : 0
  const awake = Array.from({ length: lines.length - dormant.size }, (_, index) => first + index)
  const buy = (line: number): RestingOrder => ({ side: 'buy', line, slot: line })
  const sell = (line: number): RestingOrder => ({ side: 'sell', line, slot: line - 1 })
  if (isUntouchedAll(laying)) {
    return awake.map((line) => (at(lines, line) <= priceTicks ? buy(line) : sell(line)))
  }
  const flat = { long: first + awake.length - 1, short: first, neutral: firstEmpty(laying) }
  const empty = flat[direction] - held
  if (!awake.includes(empty)) throw new Error(`expected an empty line, found none for ${held}`)
  return awake.flatMap((line) => {
    if (line === empty) return []
    return [line < empty ? buy(line) : sell(line)]
  })
}

/** The line that a neutral grid leaves empty at first; with `all`, the first fill decides it. */
function firstEmpty({ lines, priceTicks, neutralStart, firstSide }: Laying): number {
  const above = lines.findIndex((line) => line > priceTicks)
  if (neutralStart === 'slots') return above
  if (neutralStart === 'all') return firstSide === 'buy' ? above : above - 1
  const [toLower, toUpper] = [priceTicks - at(lines, above - 1), at(lines, above) - priceTicks]
  return toLower <= toUpper ? above - 1 : above
}

/** Nothing rests that the tick has reached: it was filled, and what replaced it lies beyond. */
function expectUnreached(
  laying: Laying,
  orders: readonly RestingOrder[],
  priceTicks: number,
): void {
  const reached = orders.filter(({ side, line }) =>
    reaches(laying, side, at(laying.lines, line), priceTicks),
  )
  same(reached, [])
}
