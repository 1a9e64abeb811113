import { Decimal } from '@gridledger/domain'
import type { RunReport } from '@gridledger/projections'

/** What became of a contestant on a tape: its figures; null where its grid was refused. */
export type Outcome = Pick<RunReport, 'returnPct' | 'offGrid' | 'stopReason' | 'liquidated'> | null

/** On how many tapes something happened to a contestant; one tape may count several times. */
export interface StressCount {
  readonly tapes: number
  /** Its grid did not start. */
  readonly refused: number
  /** The price was beyond its range at some tick. */
  readonly offGrid: number
  /** By a take profit or a stop loss. */
  readonly stopped: number
  readonly liquidated: number
  /** It ended below its investment. */
  readonly lost: number
  /** It started, was not liquidated and did not lose. */
  readonly survived: number
  /** Of the tapes on which it started; null where there is none. */
  readonly medianReturnPct: string | null
  readonly worstReturnPct: string | null
}

/** Counts what became of a contestant on some tapes. */
export function stressCount(outcomes: readonly Outcome[]): StressCount {
  const started = outcomes.flatMap((outcome) => (outcome === null ? [] : [outcome]))
  const count = (holds: (outcome: NonNullable<Outcome>) => boolean) => started.filter(holds).length
  const isLost = ({ returnPct }: NonNullable<Outcome>) => new Decimal(returnPct).lt(0)
  const returns = started
    .map(({ returnPct }) => new Decimal(returnPct))
    .sort((a, b) => a.comparedTo(b))
  return {
    tapes: outcomes.length,
    refused: outcomes.length - started.length,
    offGrid: count(({ offGrid }) => offGrid.length > 0),
    stopped: count(({ stopReason }) => stopReason === 'takeProfit' || stopReason === 'stopLoss'),
    liquidated: count(({ liquidated }) => liquidated),
    lost: count(isLost),
    survived: count((outcome) => !outcome.liquidated && !isLost(outcome)),
    medianReturnPct: medianText(returns),
    worstReturnPct: returns[0] === undefined ? null : percentText(returns[0]),
  }
}

/** The middle value, or half-way between the two in the middle. */
function medianText(sorted: readonly Decimal[]): string | null {
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.floor(sorted.length / 2)],
  ]
  return low === undefined || high === undefined ? null : percentText(low.plus(high).div(2))
}

/** Exact, with at least 8 decimals. */
export function percentText(value: Decimal): string {
  return value.toFixed(Math.max(8, value.decimalPlaces()))
}

/** A count as a share of all, in percent. */
export function sharePct(count: number, all: number): string {
  return percentText(all === 0 ? new Decimal(0) : new Decimal(count).div(all).times(100))
}
