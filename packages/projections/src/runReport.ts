import {
  Decimal,
  type InstrumentUnits,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  amountOf,
  contractsOf,
  instrumentUnits,
  moneyText,
  priceOf,
} from '@gridledger/domain'
import type { BuyAndHoldView } from './buyAndHold'
import type { DrawdownView } from './drawdown'
import { type EquitySample, equityOf } from './equity'
import type { GridFactsView } from './gridFacts'
import type { GridProfitView } from './gridProfit'
import { isoTime } from './isoTime'
import type { LiquidationDistanceView } from './liquidationDistance'
import type { OffGridSpell, OffGridView } from './offGrid'

/** The views that a run's report is made of. */
export interface RunViews {
  readonly facts: GridFactsView
  readonly drawdown: DrawdownView
  readonly offGrid: OffGridView
  readonly gridProfit: GridProfitView
  readonly liquidation: LiquidationDistanceView
}

/** A spell beyond the range: times as ISO 8601 in UTC. */
export interface OffGridReport {
  readonly from: string
  readonly to: string
  readonly side: 'above' | 'below'
  /** Quote currency. */
  readonly depth: string
}

/** The check at which a run came nearest to its liquidation, or was liquidated. */
export interface ClosestLiquidation {
  readonly time: string
  readonly markPrice: string
  /** The first mark, as seen from there, at which that check would liquidate. */
  readonly liquidationPrice: string
  /** Where it lay, seen from the mark. */
  readonly side: 'below' | 'above'
  /** In percent of the mark; at or below 0 the run was liquidated at this check. */
  readonly distancePct: string
}

/** Figures of equity alone: what a run and a benchmark have in common. Pct are percent of the investment. */
export interface EquityReport {
  readonly returnPct: string
  readonly peakReturnPct: string
  /** Peak − final, in points: what season reports call the fall. */
  readonly peakToEndPct: string
  /** The largest fall between samples, in points of the investment. */
  readonly maxDrawdownPct: string
  /** The largest fall at every tick, in percent of the peak it fell from. */
  readonly maxDrawdownTickPct: string
  /** The largest change between neighbouring samples, in points. */
  readonly bestDay: string
  /** Population deviation of these changes, in points. */
  readonly smoothness: string
  readonly equity: string
  readonly totalPnl: string
  readonly samples: readonly { readonly time: string; readonly equity: string }[]
}

/** All figures of a run as decimal strings, exact or to 34 digits. */
export interface RunReport extends EquityReport {
  readonly run: string
  readonly contestant: string
  readonly gridProfit: string
  /** Total − grid profit: open position, base fees, fees of open legs, funding. */
  readonly floatProfit: string
  readonly annualizedRate: string
  readonly totalAnnualizedRate: string
  /** Return · 30 / days, as a share; the definition behind published figures of this name is unknown. */
  readonly monthlyRate: string
  /** Positive when paid. */
  readonly fee: string
  /** Positive when received. */
  readonly fundingFee: string
  readonly arbitrageNum: number
  readonly tradeNum: number
  readonly fillsPerDay: string
  /** Base currency, signed. */
  readonly position: string
  /** Contracts. */
  readonly quantityPerGrid: string
  readonly startPrice: string
  readonly offGrid: readonly OffGridReport[]
  /** Null where there never was a liquidation price. */
  readonly closestLiquidation: ClosestLiquidation | null
  readonly liquidated: boolean
  readonly stopReason: GridFactsView['stopReason']
}

/** Exact where the value ends, else to 34 digits; never fewer than 8 decimals. */
function percentText(value: Decimal): string {
  return value.toFixed(Math.max(8, value.decimalPlaces()))
}

/** Return, peak and falls from the samples, and the deepest fall at every tick. */
export function equityReport({ equity, falls: { deepest } }: DrawdownView): EquityReport {
  const { account, sampling } = equity
  // One operation a sample: units cancel, and a hundred only moves the point.
  const percent = new Decimal(account.investment).div(100)
  const points = ({ equity: value, addedMargin }: Omit<EquitySample, 'timeMicros'>) =>
    new Decimal(value - account.investment - addedMargin).div(percent)
  const returns = sampling.samples.map((sample, index) =>
    index === 0 ? new Decimal(0) : points(sample),
  )
  const final = points({ equity: equityOf(equity), addedMargin: account.addedMargin })
  const peak = Decimal.max(0, ...returns)
  const changes = returns.slice(1).map((value, index) => value.minus(returns[index] ?? 0))
  return {
    returnPct: percentText(final),
    peakReturnPct: percentText(peak),
    peakToEndPct: percentText(peak.minus(final)),
    maxDrawdownPct: percentText(deepestFall(returns)),
    maxDrawdownTickPct: percentText(
      new Decimal(deepest.peak - deepest.trough).div(deepest.peak).times(100),
    ),
    bestDay: percentText(changes.length === 0 ? new Decimal(0) : Decimal.max(...changes)),
    smoothness: percentText(deviation(changes)),
    equity: amountOf(equityOf(equity)).toFixed(),
    totalPnl: amountOf(equityOf(equity) - account.investment - account.addedMargin).toFixed(),
    samples: sampling.samples.map((sample) => ({
      time: isoTime(sample.timeMicros),
      equity: moneyText(sample.equity),
    })),
  }
}

/** Below a peak only a value lower than all since is a deeper fall. */
function deepestFall(returns: readonly Decimal[]): Decimal {
  let peak = new Decimal(0)
  let lowest = peak
  let deepest = peak
  for (const value of returns) {
    if (value.gt(peak)) {
      peak = value
      lowest = value
    } else if (value.lt(lowest)) {
      lowest = value
      deepest = Decimal.max(deepest, peak.minus(value))
    }
  }
  return deepest
}

function deviation(changes: readonly Decimal[]): Decimal {
  if (changes.length === 0) return new Decimal(0)
  const mean = Decimal.sum(...changes).div(changes.length)
  const squares = changes.map((change) => square(change.minus(mean)))
  return Decimal.sum(...squares)
    .div(changes.length)
    .sqrt()
}

/** In a third of the time that a power takes. */
const square = (value: Decimal): Decimal => value.times(value)

/** The report of a run from its views; throws when the run never started. */
export function runReport(
  run: string,
  contestant: string,
  endMicros: number,
  views: RunViews,
): RunReport {
  const { facts, drawdown, gridProfit, offGrid, liquidation } = views
  const { instrument } = facts
  if (instrument === null) throw new Error(`${run}: no grid was started`)
  const units = instrumentUnits(instrument)
  const base = equityReport(drawdown)
  const invested = amountOf(drawdown.equity.account.investment)
  const days = new Decimal(endMicros - facts.startMicros).div(MICROS_PER_DAY)
  const hours = Math.floor((endMicros - facts.startMicros) / MICROS_PER_HOUR)
  const paired = amountOf(gridProfit.gridProfit)
  const yearly = (profit: Decimal) =>
    hours === 0 ? '0' : profit.div(invested).times(8760).div(hours).toFixed()
  const perDay = (value: Decimal) => (days.isZero() ? '0' : value.div(days).toFixed())
  return {
    run,
    contestant,
    ...base,
    gridProfit: paired.toFixed(),
    floatProfit: new Decimal(base.totalPnl).minus(paired).toFixed(),
    annualizedRate: yearly(paired),
    totalAnnualizedRate: yearly(new Decimal(base.totalPnl)),
    monthlyRate: perDay(new Decimal(base.totalPnl).div(invested).times(30)),
    fee: amountOf(gridProfit.fee).toFixed(),
    fundingFee: amountOf(gridProfit.fundingFee).toFixed(),
    arbitrageNum: gridProfit.arbitrageNum,
    tradeNum: gridProfit.tradeNum,
    fillsPerDay: perDay(new Decimal(gridProfit.tradeNum)),
    position: units.lotBase.times(drawdown.equity.account.positionLots).toFixed(),
    quantityPerGrid: contractsOf(units, facts.quantityLots).toFixed(),
    startPrice: priceOf(units, facts.startPriceTicks).toFixed(),
    offGrid: offGrid.spells.map((spell) => spellReport(spell, units)),
    closestLiquidation: closestLiquidation(liquidation, units),
    liquidated: facts.liquidated,
    stopReason: facts.stopReason,
  }
}

/** A spell beyond the range, in the prices of its instrument. */
export function spellReport(
  { fromMicros, toMicros, side, depthTicks }: OffGridSpell,
  units: InstrumentUnits,
): OffGridReport {
  const depth = priceOf(units, depthTicks).toFixed()
  return { from: isoTime(fromMicros), to: isoTime(toMicros), side, depth }
}

function closestLiquidation(
  { closest }: LiquidationDistanceView,
  units: InstrumentUnits,
): ClosestLiquidation | null {
  if (closest === null) return null
  const { timeMicros, markTicks, priceTicks, side } = closest
  const away = side === 'below' ? markTicks - priceTicks : priceTicks - markTicks
  return {
    time: isoTime(timeMicros),
    markPrice: priceOf(units, markTicks).toFixed(),
    liquidationPrice: priceOf(units, priceTicks).toFixed(),
    side,
    distancePct: percentText(new Decimal(away).div(markTicks).times(100)),
  }
}

/** A benchmark's figures. */
export interface BenchmarkReport extends EquityReport {
  readonly name: string
  readonly leverage: string
  readonly fee: string
  readonly fundingFee: string
  readonly position: string
  readonly startPrice: string
  readonly liquidated: boolean
}

/** The report of a benchmark from its view; throws where no tape was opened. */
export function benchmarkReport(
  name: string,
  leverage: number,
  view: BuyAndHoldView,
): BenchmarkReport {
  if (view.holding.units === null) throw new Error(`${name}: no tape was opened`)
  return {
    name,
    leverage: String(leverage),
    ...equityReport(view.drawdown),
    fee: amountOf(view.holding.fee).toFixed(),
    fundingFee: amountOf(view.holding.fundingFee).toFixed(),
    position: view.holding.units.lotBase.times(view.drawdown.equity.account.positionLots).toFixed(),
    startPrice: priceOf(view.holding.units, view.holding.startTicks).toFixed(),
    liquidated: view.holding.liquidated,
  }
}
