import {
  type LiquidationUnits,
  type Money,
  type PriceTicks,
  at as valueAt,
  instrumentUnits,
  liquidationTicks,
} from '@gridledger/domain'
import { type Account, accountHandlers, initialAccount } from './account'
import type { Projection } from './projection'
import { type CheckStretch, withStretch } from './stretch'

/** Looked up once, as in `equity`. */
const at = valueAt

/** Where a run is liquidated as it stands: the first mark at which the check of a tick would. */
export interface LiquidationPrice {
  /** The fees of its opening orders that the check takes off the equity. */
  readonly pendingFees: Money
  /** Below the mark of a long position, above that of a short one; null where none does. */
  readonly priceTicks: PriceTicks | null
}

/** The check whose mark was nearest to the liquidation price of that moment. */
export interface ClosestApproach {
  readonly timeMicros: number
  readonly markTicks: PriceTicks
  readonly priceTicks: PriceTicks
  /** Where the liquidation price lay, seen from the mark. */
  readonly side: 'below' | 'above'
  /** The distance as a share of the mark, for comparing; at or below 0 it was liquidated there. */
  readonly share: number
}

/** How near a run came to its liquidation: all that it takes are its cash flows and its checks. */
export interface LiquidationDistanceView {
  readonly units: LiquidationUnits
  readonly account: Account
  /** As the last check found it; null while the position is flat, or changed since that check. */
  readonly now: LiquidationPrice | null
  /** The first of the nearest ones; null while there was no liquidation price. */
  readonly closest: ClosestApproach | null
}

/**
 * The mark of a check, from the equity that it recorded: equity = cash + position · mark, so that
 * what was judged is what is shown. The position must not be flat.
 */
function markOf({ cash, positionLots, moneyPerLotTick }: Account, equity: Money): PriceTicks {
  return (equity - cash) / (positionLots * moneyPerLotTick)
}

/**
 * How far the mark of a check lies from the liquidation price, as a share of the mark; Infinity
 * where there is none. `view` is the one after that check.
 */
export function distanceAt(
  { account, now }: Pick<LiquidationDistanceView, 'account' | 'now'>,
  equity: Money,
): number {
  if (now?.priceTicks == null) return Infinity
  const mark = markOf(account, equity)
  return account.positionLots > 0 ? 1 - now.priceTicks / mark : now.priceTicks / mark - 1
}

function checked(
  before: LiquidationDistanceView,
  timeMicros: number,
  equity: Money,
  pendingFees: Money,
): LiquidationDistanceView {
  if (before.account.positionLots === 0) return before
  const view = before.now?.pendingFees === pendingFees ? before : priced(before, pendingFees)
  const { account, now, closest } = view
  const share = distanceAt(view, equity)
  if (now?.priceTicks == null || share >= (closest?.share ?? Infinity)) return view
  const side = account.positionLots > 0 ? 'below' : 'above'
  const markTicks = markOf(account, equity)
  return { ...view, closest: { timeMicros, markTicks, priceTicks: now.priceTicks, side, share } }
}

/**
 * Only a check with less equity than those before it in its stretch can be nearer to the liquidation
 * price: with position and cash as they are, less equity is a mark nearer to it.
 */
function checkedOver(before: LiquidationDistanceView, rows: CheckStretch): LiquidationDistanceView {
  const { from, to, timesMicros, equities, pendingFees } = rows
  let view = before
  let [least, fees] = [Infinity, NaN]
  for (let row = from; row < to; row += 1) {
    const equity = at(equities, row)
    const pending = at(pendingFees, row)
    if (equity >= least && pending === fees) continue
    view = checked(view, at(timesMicros, row), equity, pending)
    least = equity
    fees = pending
  }
  return view
}

/** The orders of a tick are over by its check: only there the price is taken anew. */
function priced(view: LiquidationDistanceView, pendingFees: Money): LiquidationDistanceView {
  const { cash, positionLots } = view.account
  const priceTicks = liquidationTicks(view.units, positionLots, cash - pendingFees)
  return { ...view, now: { pendingFees, priceTicks } }
}

function follow<Event>(on: (account: Account, event: Event) => Account) {
  return (view: LiquidationDistanceView, event: Event): LiquidationDistanceView => ({
    ...view,
    account: on(view.account, event),
    now: null,
  })
}

const started = follow(accountHandlers.GridStarted)

/**
 * The distance of the mark to the liquidation price at every check of a run, and the closest of
 * them. The prices are those of the check itself, which counts the fees of opening orders: they lie
 * a little nearer than `liquidationPrice`, which an exchange shows, and leaves them aside.
 */
export const liquidationDistance: Projection<LiquidationDistanceView> = {
  name: 'liquidation-distance',
  version: 1,
  initialView: {
    units: { moneyPerLotTick: 0, tiers: [] },
    account: initialAccount,
    now: null,
    closest: null,
  },
  on: {
    GridStarted: (view, event) => {
      const { moneyPerLotTick, tiers } = instrumentUnits(event.data.instrument)
      const factors = tiers.map(({ toLots, maintenance }) => ({ toLots, maintenance }))
      return { ...started(view, event), units: { moneyPerLotTick, tiers: factors } }
    },
    OrderFilled: follow(accountHandlers.OrderFilled),
    FundingSettled: follow(accountHandlers.FundingSettled),
    PositionLiquidated: follow(accountHandlers.PositionLiquidated),
    ParametersAmended: follow(accountHandlers.ParametersAmended),
    LiquidationChecked: withStretch(
      (view, { timeMicros, data: { equity, pendingFees } }) =>
        checked(view, timeMicros, equity, pendingFees),
      checkedOver,
    ),
  },
}
