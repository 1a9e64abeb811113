import {
  Decimal,
  type InstrumentUnits,
  type Money,
  amountOf,
  fundingAmount,
  instrumentUnits,
  moneyOf,
  priceOf,
  scale,
  tierOf,
} from '@gridledger/domain'
import {
  type DrawdownView,
  finishDrawdown,
  initialDrawdown,
  settleTick,
  withEquity,
} from './drawdown'
import { begin, equityHandlers, equityOf, fundingSettled, liquidated, trade } from './equity'
import type { EventMap, Projection } from './projection'

/** A position bought at the start and held: the yardstick beside the grids. */
export interface BuyAndHoldView {
  readonly drawdown: DrawdownView
  readonly units: InstrumentUnits | null
  readonly investment: Money
  readonly startTicks: number
  readonly endMicros: number
  /** Rates that are due but wait for the tick that settles them. */
  readonly rates: readonly string[]
  readonly fee: Money
  readonly fundingFee: Money
  readonly liquidated: boolean
}

/** Buys investment · leverage / P at the first tick, floored to the lot, as taker. */
function buy(
  view: BuyAndHoldView,
  leverage: number,
  { timeMicros, data }: EventMap['PriceTicked'],
): BuyAndHoldView {
  const { units, investment } = view
  if (units === null) return view
  const price = priceOf(units, data.priceTicks)
  const lots = amountOf(investment)
    .times(leverage)
    .div(price.times(units.lotBase))
    .floor()
    .toNumber()
  const fee = scale(lots * data.priceTicks, units.exchangeFee)
  const begun = begin(view.drawdown.equity, timeMicros, investment, units.moneyPerLotTick)
  const equity = trade(begun, lots, data.priceTicks, fee)
  const drawdown = { ...view.drawdown, equity, peak: investment }
  return check({ ...view, drawdown, fee, startTicks: data.priceTicks })
}

/** Pays the funding that is due, then is checked: liquidated when equity ≤ |position|·mark·(m + 0.0005). */
function hold(view: BuyAndHoldView, event: EventMap['PriceTicked']): BuyAndHoldView {
  const settled = settleTick(view.drawdown)
  let equity = equityHandlers.PriceTicked(settled.equity, event)
  let received = 0
  for (const rate of view.rates) {
    const amount = fundingAmount(
      equity.positionLots * equity.markTicks * equity.moneyPerLotTick,
      rate,
    )
    equity = fundingSettled(equity, amount)
    received += amount
  }
  const rates = view.rates.length === 0 ? view.rates : []
  const next = {
    ...view,
    rates,
    drawdown: withEquity(settled, equity),
    fundingFee: view.fundingFee + received,
  }
  return event.timeMicros >= view.endMicros ? next : check(next)
}

function check(view: BuyAndHoldView): BuyAndHoldView {
  const { equity } = view.drawdown
  if (view.units === null || equity.positionLots === 0) return view
  const lotTicks = equity.positionLots * equity.markTicks
  const { maintenance } = tierOf(view.units, equity.positionLots)
  if (equityOf(equity) > scale(lotTicks, maintenance)) return view
  const fee = view.fee + scale(lotTicks, view.units.exchangeFee)
  return { ...view, fee, drawdown: withEquity(view.drawdown, liquidated(equity)), liquidated: true }
}

/** Buy-and-hold of a whole investment (quote currency) at a leverage. Pays funding, may be liquidated. */
export function buyAndHold(leverage: number, investment: string): Projection<BuyAndHoldView> {
  return {
    name: `buy-and-hold-${leverage}x`,
    version: 1,
    initialView: {
      drawdown: initialDrawdown,
      units: null,
      investment: moneyOf(new Decimal(investment)),
      startTicks: 0,
      endMicros: 0,
      rates: [],
      fee: 0,
      fundingFee: 0,
      liquidated: false,
    },
    on: {
      TapeOpened: (view, { data }) => ({ ...view, units: instrumentUnits(data.instrument) }),
      SeasonOpened: (view, event) => ({
        ...view,
        endMicros: event.data.endMicros,
        drawdown: withEquity(
          view.drawdown,
          equityHandlers.SeasonOpened(view.drawdown.equity, event),
        ),
      }),
      FundingRatePublished: (view, { data }) => ({ ...view, rates: [...view.rates, data.rate] }),
      MarkPriceTicked: (view, event) => ({
        ...view,
        drawdown: withEquity(
          view.drawdown,
          equityHandlers.MarkPriceTicked(view.drawdown.equity, event),
        ),
      }),
      PriceTicked: (view, event) => {
        if (view.startTicks > 0) return hold(view, event)
        const ticked = equityHandlers.PriceTicked(view.drawdown.equity, event)
        return buy({ ...view, drawdown: withEquity(view.drawdown, ticked) }, leverage, event)
      },
    },
    finish: (view) => ({ ...view, drawdown: finishDrawdown(view.drawdown) }),
  }
}
