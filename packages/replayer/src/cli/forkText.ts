import { Decimal } from '@gridledger/domain'
import { type LeaderboardRow, type RunReport, isoTime } from '@gridledger/projections'
import { setText } from '../audit/gridText'
import type { FoundRun } from '../season/findRun'
import type { ForkOutcome } from '../season/forkRun'
import type { PreparedFork } from '../season/prepareFork'
import { offGridTotals } from '../text/boardRows'
import { fixed, grouped, signedText } from '../text/format'
import { moment, paint, paintSign, sparkline, table } from '../text/terminal'
import { ledgerFlag } from './ledgerFlag'

/** A fork that was recorded, and the run that it was made of. */
export interface ToldFork {
  readonly prepared: PreparedFork
  readonly outcome: ForkOutcome
  readonly run: FoundRun
  /** As it was named on the command line: the parent, or a later fork of it. */
  readonly asked: string
  /** The parent. */
  readonly found: FoundRun
  readonly own: LeaderboardRow
  readonly parent: LeaderboardRow
  readonly ledger: string
}

/** `fork --json`: run, parent, moment and the run's report. */
export function forkJson({ prepared, outcome, own, ledger }: ToldFork): object {
  const { event } = prepared.start
  const { parent, lineage, seam, tape, set } = event.data
  const at = isoTime(event.timeMicros)
  return { ...own.report, parent, at, lineage, seam, tape, set, outcome, ledger }
}

/** The fork beside the run that it was made of. */
export function forkText(told: ToldFork, timeZone: string): string {
  const { prepared, outcome, run, found, own, parent, ledger } = told
  const { event } = prepared.start
  const address = ledgerFlag(ledger)
  const { set, tape } = event.data
  const isOther = tape !== prepared.seam.parent.streams.ticks.slice('ticks-'.length)
  const changes = [
    ...(Object.keys(set).length === 0 ? [] : [setText(set)]),
    ...(isOther ? [`on the tape ${tape}`] : []),
  ]
  return [
    ...seamNotes(told),
    paint('bold', run.run),
    `${found.run} from ${moment(event.timeMicros, timeZone)} on: ${changes.length === 0 ? 'with nothing set' : changes.join(', ')}`,
    '',
    figures(parent.report, own.report),
    '',
    `  as it was  ${sparkline(parent.curve)}`,
    `  the fork   ${sparkline(own.curve)}`,
    '',
    `${OUTCOMES[outcome]} in ${ledger}; of ${found.run} nothing changed`,
    paint('dim', 'try next'),
    `  npx gridledger compare ${found.run} ${run.run}${address}`,
    `  npx gridledger verify ${run.run}${address}`,
    `  npx gridledger audit ${run.run}#${own.report.tradeNum}${address}`,
  ].join('\n')
}

const OUTCOMES: Readonly<Record<ForkOutcome, string>> = {
  recorded: 'recorded',
  resumed: 'an interrupted recording was finished',
  unchanged: 'it was there already',
}

/** Where the fork begins elsewhere than was asked for. */
function seamNotes({ prepared: { seam, start }, asked }: ToldFork): readonly string[] {
  const { parent, insideOf } = seam
  const { events } = start.event.data.seam
  const moved =
    insideOf === null
      ? []
      : [
          `revision ${insideOf} lies inside a tick: the fork begins with its first event, @${events}`,
        ]
  const ancestor =
    parent.run === asked
      ? []
      : [`at that moment ${asked} was still ${parent.run}: the fork is one of that`]
  return [...moved, ...ancestor].map((note) => paint('yellow', note))
}

/** What both came to, and by how much they differ. */
function figures(was: RunReport, is: RunReport): string {
  const number = (title: string, a: string, b: string) => {
    const difference = new Decimal(b).minus(a).toFixed()
    return [title, fixed(a), fixed(b), paintSign(difference, signedText(difference))]
  }
  const count = (title: string, a: number, b: number) => {
    const sign = b > a ? '+' : b < a ? '-' : ''
    return [title, grouped(a), grouped(b), `${sign}${grouped(Math.abs(b - a))}`]
  }
  const hours = (report: RunReport) => offGridTotals(report.offGrid).hours.toFixed(2)
  return table(
    [
      { title: '', align: 'left' as const },
      { title: 'as it was' },
      { title: 'the fork' },
      { title: 'difference' },
    ],
    [
      number('return %', was.returnPct, is.returnPct),
      number('peak %', was.peakReturnPct, is.peakReturnPct),
      number('peak to end', was.peakToEndPct, is.peakToEndPct),
      number('worst fall at any tick', was.maxDrawdownTickPct, is.maxDrawdownTickPct),
      number('grid profit', was.gridProfit, is.gridProfit),
      count('fills', was.tradeNum, is.tradeNum),
      number('fees', was.fee, is.fee),
      number('funding', was.fundingFee, is.fundingFee),
      number('hours off-grid', hours(was), hours(is)),
      ['ended by', was.stopReason ?? '–', is.stopReason ?? '–', ''],
    ],
  )
}
