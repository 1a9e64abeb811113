import { at } from '../columns'
import type { RunEvent } from '../events/run'
import { Decimal } from '../decimal'
import { instrumentUnits } from '../instrument'
import { feePerLotTick } from '../grid/fee'
import { type StartBook, startBook } from '../grid/start'
import { armedStops } from '../grid/stopRules'
import type { GridParameters } from '../grid/parameters'
import { moneyOf } from '../units'
import { costChange } from './cost'
import { refreshMargin } from './margin'
import { type BotState, refreshBook } from './state'

type DataOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>['data']

/** Brings a bot from before an event to after it. What replays a run is this function alone. */
export function evolve(state: BotState, event: RunEvent): void {
  const revision = state.revision
  state.revision += 1
  switch (event.type) {
    case 'GridStarted':
      return gridStarted(state, event.data)
    case 'OrderPlaced':
      return orderPlaced(state, event.data, revision)
    case 'OrderFilled':
      return orderFilled(state, event.data)
    case 'OrderCancelled':
      removeOrder(state, event.data.side, event.data.line)
      return refresh(state)
    case 'FundingSettled':
      state.cash += event.data.amount
      state.funding += event.data.amount
      return
    case 'PositionLiquidated':
      return positionLiquidated(state, event.data)
    case 'ParametersAmended':
      return parametersAmended(state, event.data)
    case 'GridStopped':
      if (state.phase === 'running') state.phase = 'stopped'
      return clearBook(state)
    case 'RunForked':
    case 'ForkClosed':
    case 'TakeProfitTriggered':
    case 'StopLossTriggered':
    case 'AmendmentRefused':
      return
  }
}

function refresh(state: BotState): void {
  refreshBook(state)
  refreshMargin(state)
}

function gridStarted(state: BotState, data: DataOf<'GridStarted'>): void {
  state.phase = 'running'
  state.units = instrumentUnits(data.instrument)
  state.neutralStart = data.neutralStart
  state.investment = moneyOf(new Decimal(data.parameters.investment))
  state.cash = state.investment
  setParameters(state, data.parameters, data.fillRule)
  layLines(state, data.linesTicks, data.quantityLots, data.priceTicks)
}

function setParameters(
  state: BotState,
  parameters: GridParameters,
  fillRule: BotState['fillRule'],
): void {
  state.parameters = parameters
  state.fillRule = fillRule
  state.makerFee = feePerLotTick(state.units, parameters.makerFee)
  state.takerFee = feePerLotTick(state.units, parameters.takerFee)
  state.stops = armedStops(state.units, parameters)
}

function layLines(
  state: BotState,
  linesTicks: readonly number[],
  quantityLots: number,
  priceTicks: number,
): void {
  const { parameters } = state
  if (parameters === null) throw new Error('a grid has no lines before its parameters')
  state.linesTicks = linesTicks
  state.quantityLots = quantityLots
  const sums = [0]
  for (const line of linesTicks) sums.push(at(sums, sums.length - 1) + line)
  state.lineSums = sums
  state.orders = linesTicks.map(() => -1)
  const { neutralStart } = state
  setBook(state, startBook(linesTicks, priceTicks, { ...parameters, neutralStart }))
  refresh(state)
}

function setBook(state: BotState, book: Omit<StartBook, 'baseSlots'>): void {
  state.topBuy = book.topBuy
  state.bottomSell = book.bottomSell
  state.floorLine = book.floorLine
  state.ceilingLine = book.ceilingLine
}

/** No order rests and none will: the thresholds lie out of reach. */
function clearBook(state: BotState): void {
  state.stops = []
  const last = state.linesTicks.length - 1
  setBook(state, { topBuy: -1, bottomSell: last + 1, floorLine: 0, ceilingLine: last })
  refresh(state)
}

function orderPlaced(
  state: BotState,
  { side, line, slot }: DataOf<'OrderPlaced'>,
  revision: number,
): void {
  state.orders[line] = revision
  if (side === 'buy') {
    if (slot >= state.ceilingLine) {
      state.ceilingLine = slot + 1
      state.bottomSell = slot + 2
    }
    state.topBuy = Math.max(state.topBuy, line)
  } else {
    if (slot < state.floorLine) {
      state.floorLine = slot
      state.topBuy = slot - 1
    }
    state.bottomSell = Math.min(state.bottomSell, line)
  }
  refresh(state)
}

/** Orders leave the book from the inside: the highest buy, the lowest sell. */
function removeOrder(state: BotState, side: 'buy' | 'sell', line: number): void {
  state.orders[line] = -1
  if (side === 'buy') state.topBuy = line - 1
  else state.bottomSell = line + 1
}

function orderFilled(state: BotState, data: DataOf<'OrderFilled'>): void {
  const { side, line, order, priceTicks, quantityLots, fee } = data
  const lots = side === 'buy' ? quantityLots : -quantityLots
  state.fills += 1
  state.fees += fee
  state.cash -= lots * priceTicks * state.units.moneyPerLotTick + fee
  const { closedCost, openedCost } = costChange(
    state,
    lots,
    priceTicks,
    state.units.moneyPerLotTick,
  )
  state.cost += openedCost - closedCost
  state.positionLots += lots
  if (line !== null && order !== null) removeOrder(state, side, line)
  refresh(state)
}

function positionLiquidated(state: BotState, data: DataOf<'PositionLiquidated'>): void {
  const { markTicks, fee, takenOver, shortfall } = data
  state.phase = 'liquidated'
  state.fees += fee
  const value = state.positionLots * markTicks * state.units.moneyPerLotTick
  state.cash += value - fee - takenOver + shortfall
  state.positionLots = 0
  state.cost = 0
  state.nextDueMicros = Infinity
  clearBook(state)
}

function parametersAmended(state: BotState, data: DataOf<'ParametersAmended'>): void {
  state.cash += data.addedMargin
  state.addedMargin += data.addedMargin
  setParameters(state, data.parameters, data.fillRule)
  if (data.relaid) layLines(state, data.linesTicks, data.quantityLots, data.priceTicks)
  else refresh(state)
}
