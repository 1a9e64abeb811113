import { Decimal } from '../decimal'
import { EXCHANGE_FEE_RATE, type InstrumentUnits, tierOf } from '../instrument'
import { amountOf } from '../units'
import { openingLotTicks } from '../bot/margin'
import { type BotState, equityAt } from '../bot/state'

/** A bot's money at one moment: all that its margin figures follow from. */
export interface MarginInputs {
  readonly units: InstrumentUnits
  readonly leverage: Decimal
  /** Signed: below 0 is short. */
  readonly positionLots: number
  readonly markTicks: number
  /** Quote currency, with the position valued at this mark. */
  readonly equity: Decimal
  /** Σ lots · ticks of the opening orders. */
  readonly openingLotTicks: number
}

/** Where a bot is liquidated when the price falls and when it rises; null where it never is. */
export interface LiquidationPrices {
  readonly lower: Decimal | null
  readonly upper: Decimal | null
}

/** What a trader is shown of a position's margin: quote currency, ratios as shares of one. */
export interface MarginFigures {
  /** imr: N/leverage, with N = |quantity|·mark. */
  readonly initialMargin: Decimal
  /** mmr: m·N, m the rate of the position's tier. */
  readonly maintenanceMargin: Decimal
  /** ordFrozen: Σ price·quantity/leverage of the opening orders. */
  readonly frozenByOrders: Decimal
  /** pendFee: Σ price·quantity·0.0005 of the opening orders; the engine's own check rounds it. */
  readonly pendingFees: Decimal
  /** availEq: equity − initial margin − frozen − pending fees; may be negative. */
  readonly availableEquity: Decimal
  /** mgnRatio: (equity − pending fees)/(N(m + 0.0005)), liquidated at ≤ 1; null when flat. */
  readonly marginRatio: Decimal | null
  /** actualLever: N/equity; null when there is no equity. */
  readonly actualLeverage: Decimal | null
  /** liqPx of the present position. */
  readonly liquidationPrice: LiquidationPrices
}

/** The margin figures of section 7 of the rules, exact to 34 digits. Reproduces OKX's example B. */
export function marginFigures(inputs: MarginInputs): MarginFigures {
  const { units, leverage, positionLots, markTicks, equity } = inputs
  const notional = valueOf(units, Math.abs(positionLots) * markTicks)
  const opening = valueOf(units, inputs.openingLotTicks)
  const { maintenanceRate } = tierOf(units, positionLots)
  const initialMargin = notional.div(leverage)
  const frozenByOrders = opening.div(leverage)
  const pendingFees = opening.times(EXCHANGE_FEE_RATE)
  const cash = equity.minus(valueOf(units, positionLots * markTicks))
  const atRisk = notional.times(maintenanceRate.plus(EXCHANGE_FEE_RATE))
  return {
    initialMargin,
    maintenanceMargin: notional.times(maintenanceRate),
    frozenByOrders,
    pendingFees,
    availableEquity: equity.minus(initialMargin).minus(frozenByOrders).minus(pendingFees),
    marginRatio: positionLots === 0 ? null : equity.minus(pendingFees).div(atRisk),
    actualLeverage: equity.gt(0) ? notional.div(equity) : null,
    liquidationPrice: {
      lower: positionLots > 0 ? liquidationPrice(units, positionLots, cash) : null,
      upper: positionLots < 0 ? liquidationPrice(units, positionLots, cash) : null,
    },
  }
}

/** The margin figures of a bot at a mark. Throws before its GridStarted. */
export function marginFiguresOf(state: Readonly<BotState>, markTicks: number): MarginFigures {
  const { units, positionLots, parameters } = state
  if (parameters === null) throw new Error('a grid has no margin before its parameters')
  return marginFigures({
    units,
    leverage: new Decimal(parameters.leverage),
    positionLots,
    markTicks,
    equity: amountOf(equityAt(state, markTicks)),
    openingLotTicks: openingLotTicks(state),
  })
}

/**
 * The mark at which equity is down to the maintenance margin, pending fees left aside: long
 * (N − equity)/(|q|(1 − m − 0.0005)), short (N + equity)/(|q|(1 + m + 0.0005)); null when flat, and
 * at or below 0. `cash` is equity less the position's signed value (quote currency), at any mark.
 * Source: the long form reproduces OKX's examples A and B, the short one is its mirror image.
 */
export function liquidationPrice(
  units: InstrumentUnits,
  positionLots: number,
  cash: Decimal,
): Decimal | null {
  if (positionLots === 0) return null
  const rate = tierOf(units, positionLots).maintenanceRate.plus(EXCHANGE_FEE_RATE)
  const kept = new Decimal(1).minus(rate.times(Math.sign(positionLots)))
  const price = cash.neg().div(units.lotBase.times(positionLots).times(kept))
  return price.gt(0) ? price : null
}

/** Quote currency of lots · ticks. */
function valueOf(units: InstrumentUnits, lotTicks: number): Decimal {
  return units.lotBase.times(units.tickSize).times(lotTicks)
}
