import {
  Decimal,
  type InstrumentUnits,
  type Money,
  amountOf,
  at as valueAt,
  fundingAmount,
  instrumentUnits,
  liquidationTicks,
  moneyOf,
  priceOf,
  scale as scaleBy,
  tierOf as tierFor,
} from '@gridledger/domain'
import {
  type DrawdownView,
  drawdownAt,
  drawdownOver,
  finishDrawdown,
  fromPeak,
  initialDrawdown,
  withEquity,
} from './drawdown'
import {
  begin,
  equity,
  equityCurve,
  equityHandlers,
  equityOf,
  fundingSettled,
  liquidated,
  tickedAt,
  trade,
} from './equity'
import type { Projection } from './projection'
import { type PriceStretch, withStretch } from './stretch'

/** Looked up once, as in `equity`. */
const at = valueAt
const scale = scaleBy
const tierOf = tierFor

/** What was bought, and what has become of it; money in 1e-8. */
export interface HeldPosition {
  readonly units: InstrumentUnits | null
  readonly startTicks: number
  readonly endMicros: number
  readonly fee: Money
  readonly fundingFee: Money
  readonly liquidated: boolean
}

/** A position bought at the start and held: the yardstick beside the grids. */
export interface BuyAndHoldView {
  readonly drawdown: DrawdownView
  readonly holding: HeldPosition
  /** Rates that are due but wait for the tick that settles them. */
  readonly rates: readonly string[]
}

/** Buys investment · leverage / P at the first tick, floored to the lot, as taker. */
function buy(
  { drawdown, holding, rates }: BuyAndHoldView,
  timeMicros: number,
  priceTicks: number,
  leverage: number,
  investment: Money,
): BuyAndHoldView {
  const { units } = holding
  if (units === null) throw new Error('a tick before its tape was opened')
  const lotValue = priceOf(units, priceTicks).times(units.lotBase)
  const lots = amountOf(investment).times(leverage).div(lotValue).floor().toNumber()
  const fee = scale(lots * priceTicks, units.exchangeFee)
  const begun = begin(drawdown.equity, timeMicros, investment, units.moneyPerLotTick)
  const equity = trade(begun, lots, priceTicks, fee)
  return check({
    drawdown: fromPeak(drawdown, equity, investment),
    holding: { ...holding, fee, startTicks: priceTicks },
    rates,
  })
}

/** Pays the funding that is due, then is checked like a bot without resting orders. */
function hold(
  { drawdown, holding, rates }: BuyAndHoldView,
  timeMicros: number,
  priceTicks: number,
): BuyAndHoldView {
  const ticked = { drawdown: drawdownAt(drawdown, timeMicros, priceTicks), holding, rates }
  const paid = rates.length === 0 ? ticked : payFunding(ticked)
  return timeMicros >= holding.endMicros ? paid : check(paid)
}

/** A stretch of ticks after the first: those whose check is not surely passed come one by one. */
function holdOver(before: BuyAndHoldView, rows: PriceStretch, start: number): BuyAndHoldView {
  let view = before
  for (let from = start; from < rows.to;) {
    const to = passedTo(view, rows, from)
    if (to > from) {
      const { drawdown, holding, rates } = view
      view = { drawdown: drawdownOver(drawdown, { ...rows, from, to }), holding, rates }
      from = to
    } else {
      view = hold(view, at(rows.timesMicros, from), at(rows.pricesTicks, from))
      from += 1
    }
  }
  return view
}

/** The row up to before which no rate is due and no mark of a long position is near its liquidation. */
function passedTo(
  { drawdown: { equity }, holding, rates }: BuyAndHoldView,
  { pricesTicks, to }: PriceStretch,
  from: number,
): number {
  const { positionLots, cash } = equity.account
  if (holding.units === null || positionLots < 0 || rates.length > 0) return from
  const first = liquidationTicks(holding.units, positionLots, cash)
  // A tick more than rounding can be off.
  const near = first === null ? 0 : first + 2
  if (equity.latestMarkTicks !== null) return equity.latestMarkTicks > near ? to : from
  let row = from
  while (row < to && at(pricesTicks, row) > near) row += 1
  return row
}

function payFunding({ drawdown, holding, rates }: BuyAndHoldView): BuyAndHoldView {
  let { equity } = drawdown
  let { fundingFee } = holding
  for (const rate of rates) {
    const { positionLots, moneyPerLotTick } = equity.account
    if (positionLots === 0) break
    const amount = fundingAmount(positionLots * equity.markTicks * moneyPerLotTick, rate)
    equity = fundingSettled(equity, amount)
    fundingFee += amount
  }
  return { drawdown: withEquity(drawdown, equity), holding: { ...holding, fundingFee }, rates: [] }
}

/** Liquidated when equity ≤ |position|·mark·(m + 0.0005). */
function check(view: BuyAndHoldView): BuyAndHoldView {
  const { drawdown, holding, rates } = view
  const { equity } = drawdown
  const { positionLots } = equity.account
  if (holding.units === null || positionLots === 0) return view
  const lotTicks = positionLots * equity.markTicks
  const { maintenance } = tierOf(holding.units, positionLots)
  if (equityOf(equity) > scale(lotTicks, maintenance)) return view
  const fee = holding.fee + scale(lotTicks, holding.units.exchangeFee)
  return {
    drawdown: withEquity(drawdown, liquidated(equity)),
    holding: { ...holding, fee, liquidated: true },
    rates,
  }
}

/**
 * Buy-and-hold of a whole investment (quote currency) at a leverage. Pays funding, may be
 * liquidated. `points` asks for so many even samples in place of the season's own.
 */
export function buyAndHold(
  leverage: number,
  investment: string,
  points?: number,
): Projection<BuyAndHoldView> {
  const { on } = points === undefined ? equity : equityCurve(points)
  const money = moneyOf(new Decimal(investment))
  const ticked = (view: BuyAndHoldView, timeMicros: number, priceTicks: number): BuyAndHoldView => {
    if (view.holding.startTicks > 0) return hold(view, timeMicros, priceTicks)
    const first = tickedAt(view.drawdown.equity, timeMicros, priceTicks)
    const before = { ...view, drawdown: withEquity(view.drawdown, first) }
    return buy(before, timeMicros, priceTicks, leverage, money)
  }
  return {
    name: `buy-and-hold-${leverage}x`,
    version: points === undefined ? `1 of ${investment}` : `1 of ${investment} at ${points}`,
    initialView: {
      drawdown: initialDrawdown,
      holding: {
        units: null,
        startTicks: 0,
        endMicros: 0,
        fee: 0,
        fundingFee: 0,
        liquidated: false,
      },
      rates: [],
    },
    on: {
      TapeOpened: (view, event) => ({
        ...view,
        holding: { ...view.holding, units: instrumentUnits(event.data.instrument) },
        drawdown: withEquity(view.drawdown, equityHandlers.TapeOpened(view.drawdown.equity, event)),
      }),
      SeasonOpened: (view, event) => ({
        ...view,
        holding: { ...view.holding, endMicros: event.data.endMicros },
        drawdown: withEquity(
          view.drawdown,
          on.SeasonOpened?.(view.drawdown.equity, event) ?? view.drawdown.equity,
        ),
      }),
      FundingRatePublished: (view, { data }) => ({ ...view, rates: [...view.rates, data.rate] }),
      MarkPriceTicked: (view, event) => ({
        drawdown: withEquity(
          view.drawdown,
          equityHandlers.MarkPriceTicked(view.drawdown.equity, event),
        ),
        holding: view.holding,
        rates: view.rates,
      }),
      PriceTicked: withStretch(
        (view, { timeMicros, data }) => ticked(view, timeMicros, data.priceTicks),
        (view, rows) => {
          const { from, timesMicros, pricesTicks } = rows
          const begun = ticked(view, at(timesMicros, from), at(pricesTicks, from))
          return holdOver(begun, rows, from + 1)
        },
      ),
    },
    finish: (view) => ({ ...view, drawdown: finishDrawdown(view.drawdown) }),
  }
}
