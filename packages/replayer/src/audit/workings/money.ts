import {
  EXCHANGE_FEE_RATE,
  Decimal,
  amountOf,
  contractsOf,
  equityAt,
  marginFiguresOf,
  priceOf,
  tapeStream,
  type SparseData,
  tierOf,
} from '@gridledger/domain'
import { type AnyEvent, isOf } from '../records'
import { type Evidence, type Working, moneyWorking, plainWorking, priceWorking } from '../working'
import { grouped } from '../../text/format'

type Of<Type extends AnyEvent['type']> = Evidence<Extract<AnyEvent, { readonly type: Type }>>

/** Equity against pending fees and maintenance, and how far it is above. */
export function checkWorkings(evidence: Of<'LiquidationChecked'>): readonly Working[] {
  const { event, standing, market, words } = evidence
  const { equity, pendingFees, maintenance } = event.data
  const { state } = standing
  const { units, positionLots } = state
  const opening = marginFiguresOf(state, market.markTicks).pendingFees
  const orders = grouped(opening.div(EXCHANGE_FEE_RATE).toFixed())
  const { maintenanceRate } = tierOf(units, positionLots)
  const rates = `(${words.exactly.rate(maintenanceRate.toFixed())} + ${words.exactly.rate(EXCHANGE_FEE_RATE)})`
  const left = equity - pendingFees - maintenance
  const sum = [equity, pendingFees, maintenance].map(words.exactly.money).join(' − ')
  return [
    equityWorking(evidence, equity),
    moneyWorking(
      evidence,
      'pending fees',
      `opening orders of ${orders} · ${words.exactly.rate(EXCHANGE_FEE_RATE)}`,
      opening,
      pendingFees,
    ),
    moneyWorking(
      evidence,
      'maintenance',
      `the fee of a liquidation in it: ${held(evidence, positionLots)} · ${rates}`,
      value(evidence, positionLots).times(maintenanceRate.plus(EXCHANGE_FEE_RATE)),
      maintenance,
    ),
    moneyWorking(evidence, left > 0 ? 'to spare' : 'short by', sum, Math.abs(left), null),
  ]
}

/** −position · mark · rate. */
export async function fundingWorkings(evidence: Of<'FundingSettled'>): Promise<readonly Working[]> {
  const { event, standing, words, records, subject } = evidence
  const { rate, positionLots, amount } = event.data
  const { cause } = event
  const published = await records.find(cause)
  const isPublished = published !== undefined && isOf('FundingRatePublished')(published)
  const due = isPublished ? published.event.data.rate : 'none'
  const signed = `${positionLots > 0 ? '−' : ''}${held(evidence, positionLots)}`
  const paid = value(evidence, positionLots).times(rate).times(-Math.sign(positionLots))
  const number = cause.stream === tapeStream(subject.tape) ? `funding ${cause.revision}` : 'funding'
  return [
    moneyWorking(evidence, 'amount', `${signed} · ${words.exactly.rate(rate)}`, paid, amount),
    positionWorking(evidence, standing.state.positionLots, positionLots),
    markWorking(evidence, event.data.markTicks),
    plainWorking('rate', `${number} of the tape`, due, rate),
  ]
}

/** The fee of the exchange, and what is left of the equity after it. */
export function liquidatedWorkings(evidence: Of<'PositionLiquidated'>): readonly Working[] {
  const { event, standing, market, words } = evidence
  const { positionLots, markTicks, fee, takenOver, shortfall } = event.data
  const equity = equityAt(standing.state, market.markTicks)
  const rest = equity - fee
  const sum = `equity ${words.exactly.money(equity)} − fee ${words.exactly.money(fee)}`
  const rate = words.exactly.rate(EXCHANGE_FEE_RATE)
  return [
    equityWorking(evidence, null),
    moneyWorking(
      evidence,
      'fee',
      `${held(evidence, positionLots)} · ${rate}`,
      value(evidence, positionLots).times(EXCHANGE_FEE_RATE),
      fee,
    ),
    moneyWorking(
      evidence,
      'taken over',
      `${sum}, where it is positive`,
      Math.max(rest, 0),
      takenOver,
    ),
    moneyWorking(
      evidence,
      'shortfall',
      `${sum}, where it is negative`,
      Math.max(-rest, 0),
      shortfall,
    ),
    positionWorking(evidence, standing.state.positionLots, positionLots),
    markWorking(evidence, markTicks),
  ]
}

/** The threshold, and what had come to it. */
export function stopWorkings(
  evidence: Of<'TakeProfitTriggered'> | Of<'StopLossTriggered'>,
): readonly Working[] {
  const { event, standing, market, words } = evidence
  const { by, threshold, priceTicks, equity } = event.data
  const { state } = standing
  const stop = state.stops.find(({ type }) => type === event.type)
  const last = priceWorking(evidence, 'last price', 'of the tick', market.priceTicks, priceTicks)
  const invested = state.investment + state.addedMargin
  const profit = equityAt(state, market.markTicks) - invested
  const gained = `${words.exactly.money(equity)} − ${words.exactly.money(invested)}`
  const { investment = '0' } = state.parameters ?? {}
  const sign = stop?.above === true ? '≥' : '≤'
  const found = by === 'price' ? market.priceTicks : profit
  const limit = stop?.threshold ?? NaN
  const isReached = stop?.above === true ? found >= limit : found <= limit
  const asked = by === 'price' ? words.price(limit) : words.exactly.money(limit)
  const has = by === 'price' ? words.price(found) : words.exactly.money(found)
  return [
    plainWorking('threshold', `by ${by}, as set`, thresholdText(stop), `${by} ${threshold}`),
    last,
    equityWorking(evidence, equity),
    ...(by === 'price'
      ? []
      : [
          moneyWorking(evidence, 'profit', gained, profit, null),
          moneyWorking(
            evidence,
            'asked for',
            `${grouped(investment)} · ${words.exactly.rate(threshold)}`,
            limit,
            null,
          ),
        ]),
    plainWorking('reached', `${has} ${sign} ${asked}`, isReached ? 'yes' : 'no', 'yes'),
  ]
}

/** The equity, and the reason by what stopped the grid. */
export async function stoppedWorkings(evidence: Of<'GridStopped'>): Promise<readonly Working[]> {
  const { event, records } = evidence
  const by = (await records.find(event.cause))?.event.type ?? 'none'
  const reason = by in REASONS ? REASONS[by] : by
  return [
    equityWorking(evidence, event.data.equity),
    plainWorking('reason', `stopped by ${by}`, reason, event.data.reason),
  ]
}

const REASONS: Readonly<Record<string, SparseData<'GridStopped'>['reason']>> = {
  PriceTicked: 'seasonEnd',
  TakeProfitTriggered: 'takeProfit',
  StopLossTriggered: 'stopLoss',
  PositionLiquidated: 'liquidated',
}

const thresholdText = (stop: { readonly by: string; readonly text: string } | undefined) =>
  stop === undefined ? 'none' : `${stop.by} ${stop.text}`

/** cash + position · mark. */
function equityWorking(evidence: Evidence, recorded: number | null): Working {
  const { standing, words } = evidence
  const { cash, positionLots } = standing.state
  const sign = positionLots < 0 ? '−' : '+'
  const open = positionLots === 0 ? '' : ` ${sign} ${held(evidence, positionLots)}`
  const equity = amountOf(cash).plus(value(evidence, positionLots).times(Math.sign(positionLots)))
  const formula = `cash ${words.exactly.money(cash)}${open}`
  return moneyWorking(evidence, 'equity', formula, equity, recorded)
}

function positionWorking(evidence: Evidence, lots: number, recorded: number): Working {
  const { standing, subject, words } = evidence
  const text = (quantity: number) => contractsOf(words.units, quantity).toFixed()
  const { fills } = standing.state
  const formula =
    fills === 0 ? 'before any fill' : `after ${subject.book?.found.run ?? ''}#${fills}`
  return plainWorking('position', formula, text(lots), text(recorded), 'contracts')
}

function markWorking(evidence: Evidence, recorded: number): Working {
  const { market } = evidence
  const formula = market.mark === null ? 'the last price stands for it' : 'the latest mark by then'
  return priceWorking(evidence, 'mark', formula, market.markTicks, recorded)
}

/** `0.0021 BTC · 110,500` */
const held = ({ words, market }: Evidence, lots: number) =>
  `${words.exactly.base(lots)} · ${words.price(market.markTicks)}`

const value = ({ words: { units }, market }: Evidence, lots: number): Decimal =>
  units.lotBase.times(Math.abs(lots)).times(priceOf(units, market.markTicks))
