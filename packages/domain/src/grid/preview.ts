import * as E from 'fp-ts/Either'
import { type StartRequest, planStart, start } from '../bot/decide'
import { type BotState, type Emit, equityAt, initialState, restingOrders } from '../bot/state'
import { evolve } from '../bot/evolve'
import { at } from '../columns'
import { Decimal } from '../decimal'
import { contractsOf, priceOf } from '../instrument'
import { moneyText } from '../units'
import { liquidationAfterFills } from './afterFills'
import { type LiquidationPrices, marginFiguresOf } from './marginFigures'
import type { GridPlan } from './plan'
import { perGridProfitRate } from './profitRate'
import type { Refusal } from './refusal'

/** The market that a grid would start in; without a mark price it is the last price. */
export interface PreviewMarket {
  readonly priceTicks: number
  readonly markTicks?: number
}

/** A price below and one above as decimal strings, in quote currency; null where there is none. */
export interface PriceTexts {
  readonly lower: string | null
  readonly upper: string | null
}

/**
 * A grid just after its start, base filled and equity valued at the mark. All numbers are decimal
 * strings, exact or to 34 digits: prices, margins and equity in quote currency, quantities in
 * contracts, rates and ratios as shares of one.
 */
export interface Preview {
  /** Ascending. */
  readonly lines: readonly string[]
  readonly quantityPerGrid: string
  /** What rests, by ascending price; a base is filled and no longer an order. */
  readonly orders: readonly { readonly side: 'buy' | 'sell'; readonly price: string }[]
  /** Signed: below 0 is sold. */
  readonly base: string
  /** Of the best and the worst interval, at least 8 decimals: see `perGridProfitRate`. */
  readonly perMaxProfitRate: string
  readonly perMinProfitRate: string
  readonly imr: string
  readonly mmr: string
  readonly ordFrozen: string
  readonly pendFee: string
  readonly availEq: string
  /** Null when flat. */
  readonly mgnRatio: string | null
  readonly liqPx: PriceTexts
  readonly liqPxAfterFills: PriceTexts
  readonly equity: string
  /** Null when the base's fee and the mark leave no equity. */
  readonly actualLever: string | null
}

/** The grid as it would be after a start in this market, or why that start is refused. */
export function previewGrid(
  request: StartRequest,
  { priceTicks, markTicks = priceTicks }: PreviewMarket,
): E.Either<Refusal, Preview> {
  const market = { priceTicks, markTicks, highTicks: Math.max(priceTicks, markTicks) }
  const plan = planStart(request, market)
  if (E.isLeft(plan)) return plan
  return E.right(previewOf(request, startedBot(request, plan.right, market), markTicks))
}

/** The bot as the first check finds it, which may already liquidate it: a replay up to there. */
function startedBot(
  request: StartRequest,
  plan: GridPlan,
  market: Required<PreviewMarket>,
): BotState {
  const streams = { run: 'run-preview', checks: 'checks-preview', ticks: 'ticks-preview' }
  const state = initialState(streams)
  let isChecked = false
  const emit: Emit = {
    event: (event) => {
      if (!isChecked) evolve(state, event)
    },
    liquidationChecked: () => {
      isChecked = true
    },
  }
  const tick = { timeMicros: 0, revision: 0, ...market }
  const cause = { stream: streams.ticks, revision: 0 }
  start(initialState(streams), tick, emit, request, plan, cause)
  return state
}

function previewOf({ parameters }: StartRequest, state: BotState, markTicks: number): Preview {
  const { units, linesTicks } = state
  const price = (line: number) => priceOf(units, at(linesTicks, line)).toFixed()
  const rates = profitRates(linesTicks, new Decimal(parameters.leverage))
  const margin = marginFiguresOf(state, markTicks)
  return {
    lines: linesTicks.map((_, line) => price(line)),
    quantityPerGrid: contractsOf(units, state.quantityLots).toFixed(),
    orders: restingOrders(state).map(({ side, line }) => ({ side, price: price(line) })),
    base: contractsOf(units, state.positionLots).toFixed(),
    perMaxProfitRate: rateText(Decimal.max(...rates)),
    perMinProfitRate: rateText(Decimal.min(...rates)),
    imr: margin.initialMargin.toFixed(),
    mmr: margin.maintenanceMargin.toFixed(),
    ordFrozen: margin.frozenByOrders.toFixed(),
    pendFee: margin.pendingFees.toFixed(),
    availEq: margin.availableEquity.toFixed(),
    mgnRatio: margin.marginRatio?.toFixed() ?? null,
    liqPx: priceTexts(margin.liquidationPrice),
    liqPxAfterFills: priceTexts(liquidationAfterFills(state)),
    equity: moneyText(equityAt(state, markTicks)),
    actualLever: margin.actualLeverage?.toFixed() ?? null,
  }
}

function profitRates(linesTicks: readonly number[], leverage: Decimal): readonly Decimal[] {
  return linesTicks
    .slice(1)
    .map((upper, slot) =>
      perGridProfitRate(new Decimal(at(linesTicks, slot)), new Decimal(upper), leverage),
    )
}

function rateText(rate: Decimal): string {
  return rate.toFixed(Math.max(8, rate.decimalPlaces()))
}

function priceTexts({ lower, upper }: LiquidationPrices): PriceTexts {
  return { lower: lower?.toFixed() ?? null, upper: upper?.toFixed() ?? null }
}
