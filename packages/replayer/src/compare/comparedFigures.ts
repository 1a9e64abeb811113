import { Decimal } from '@gridledger/domain'
import type { RunReport } from '@gridledger/projections'
import { offGridTotals } from '../text/boardRows'
import { fixed, grouped, signedText } from '../text/format'
import { moment } from '../text/terminal'
import type { ComparedRun } from './comparedRun'

/** What stands where a run has no such figure. */
export const NOTHING = '–'

/** A row before it is filled: how a run's figure is told. */
export interface ComparedFigure {
  readonly title: string
  /** As a number, where it is one. */
  readonly exact?: (run: ComparedRun) => string | null
  readonly text: (run: ComparedRun, exact: string | null) => string
  /** What it is counted in: figures of other units have no difference. */
  readonly unit?: (run: ComparedRun) => string
}

const currency = ({ board }: ComparedRun): string => board.tape.instrument.quoteCurrency
const coin = ({ board }: ComparedRun): string => board.tape.instrument.baseCurrency
const price = (run: ComparedRun): string => `${coin(run)}/${currency(run)}`

function of(
  title: string,
  exact: (report: RunReport) => string | number | null,
  shown: (exact: string) => string,
  unit?: (run: ComparedRun) => string,
): ComparedFigure {
  return {
    title,
    exact: ({ report }) => exact(report)?.toString() ?? null,
    text: (_run, value) => (value === null ? NOTHING : shown(value)),
    ...(unit === undefined ? {} : { unit }),
  }
}

const cents = (exact: string): string => grouped(fixed(exact)).replace(/^([^.]*)$/, '$1.00')
const tenths = (exact: string): string => new Decimal(exact).toFixed(1)

/** Hours beyond the range on one side. */
function hours({ offGrid }: RunReport, wanted: 'above' | 'below'): string {
  const spells = offGrid.filter(({ side }) => side === wanted)
  return new Decimal(offGridTotals(spells).hours).toDecimalPlaces(8).toFixed()
}

const FIGURES: readonly ComparedFigure[] = [
  of('equity', ({ equity }) => equity, cents, currency),
  of('return %', ({ returnPct }) => returnPct, signedText),
  of('peak %', ({ peakReturnPct }) => peakReturnPct, signedText),
  of('peak to end', ({ peakToEndPct }) => peakToEndPct, fixed),
  of('worst fall', ({ maxDrawdownPct }) => maxDrawdownPct, fixed),
  of('at any tick', ({ maxDrawdownTickPct }) => maxDrawdownTickPct, fixed),
  of('best day', ({ bestDay }) => bestDay, signedText),
  of('profit', ({ totalPnl }) => totalPnl, signedText, currency),
  of('grid profit', ({ gridProfit }) => gridProfit, signedText, currency),
  of('unpaired', ({ floatProfit }) => floatProfit, signedText, currency),
  of('fees', ({ fee }) => fee, fixed, currency),
  of('funding', ({ fundingFee }) => fundingFee, signedText, currency),
  of('fills', ({ tradeNum }) => tradeNum, grouped),
  of('pairs', ({ arbitrageNum }) => arbitrageNum, grouped),
  of('off-grid hours above', (report) => hours(report, 'above'), tenths),
  of('off-grid hours below', (report) => hours(report, 'below'), tenths),
  of('deepest off-grid', ({ offGrid }) => offGridTotals(offGrid).deepest.toFixed(), grouped, price),
  of('to liquidation %', ({ closestLiquidation: at }) => at?.distancePct ?? null, fixed),
  of('position at the end', ({ position }) => position, grouped, coin),
]

const ENDINGS = {
  seasonEnd: 'season end',
  takeProfit: 'take profit',
  stopLoss: 'stop loss',
  liquidated: 'liquidated',
} as const

function endingText({ report: { stopReason, liquidated } }: ComparedRun): string {
  const reason = ENDINGS[stopReason ?? 'seasonEnd']
  // A position that was kept at a stop may be liquidated later.
  return liquidated && stopReason !== 'liquidated' ? `${reason}, liquidated` : reason
}

/** What came of a run, and how and when it ended. */
export function comparedFigures(timeZone: string): readonly ComparedFigure[] {
  const stopped = ({ terms: { stoppedMicros }, report: { stopReason } }: ComparedRun) =>
    stoppedMicros === null || stopReason === 'seasonEnd'
      ? NOTHING
      : moment(stoppedMicros, timeZone).slice(0, 16)
  return [...FIGURES, { title: 'ended by', text: endingText }, { title: 'ended at', text: stopped }]
}
