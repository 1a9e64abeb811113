import { Decimal } from '@gridledger/domain'
import { methodWords } from '../derived/methodWords'
import { tapeMethodText } from '../derived/tapeMethod'
import type { StressCount } from '../stress/stressCount'
import type { ContestantStress } from '../stress/stressSeason'
import type { StressKind } from '../stress/stressTapes'
import { signedText } from '../text/format'
import { moment, paint, paintSign, table } from '../text/terminal'
import { ledgerFlag } from './ledgerFlag'
import type { StressResult } from './stressJson'

/** A stress test as a person reads it; the last lines are commands. */
export function stressText(result: StressResult, timeZone: string): string {
  const { season, made } = result
  const { opened, tape } = season
  if (opened.type !== 'SeasonOpened') throw new Error('a season without its SeasonOpened')
  const { title, startMicros, endMicros } = opened.data
  const kinds = [...(made.contestants[0]?.kinds ?? [])]
  const counted = kinds.map(([kind, { count }]) => `${count.tapes} ${kind}`).join(', ')
  return [
    '',
    paint('bold', title),
    `${moment(startMicros, timeZone)} to ${moment(endMicros, timeZone)}`,
    `${made.tapes.length} tapes made of ${tape.name}: ${counted}`,
    '',
    sharesTable(`all ${made.tapes.length} tapes`, made.contestants),
    ...(kinds.length < 2 ? [] : kinds.flatMap(([kind]) => ['', kindTable(kind, made.contestants)])),
    '',
    worstTable(made.contestants),
    '',
    paint('dim', LEGEND),
    paint('yellow', INVENTED),
    ...refusedLines(result),
    '',
    ...nextSteps(result),
    '',
  ].join('\n')
}

const LEGEND =
  'Shares of the tapes, in percent. Survived: started, not liquidated, and no loss at the end. Off-grid:\n' +
  'beyond the range at any tick. Stopped: by take profit or stop loss. Lost: a return below 0 at the end.\n' +
  'Median and worst return: % of the investment, of the tapes on which the grid started.'
const INVENTED = 'These markets are invented: they say how a grid is built, not what will happen.'

const left = (title: string) => ({ title, align: 'left' as const })

type Row = Omit<ContestantStress, 'kinds'>

function sharesTable(title: string, contestants: readonly Row[]): string {
  const titles = ['survived', 'off-grid', 'stopped', 'liquidated', 'lost', 'refused']
  const columns = [
    left(title),
    ...[...titles, 'median', 'worst'].map((each) => ({ title: each })),
    left('on'),
  ]
  const rows = contestants.map(({ contestant, count, worst: [worst] }) => {
    const { survived, offGrid, stopped, liquidated, lost, refused } = count
    const counts = [survived, offGrid, stopped, liquidated, lost, refused]
    return [
      contestant,
      ...counts.map((some) => share(some, count)),
      ...returns(count),
      worst === undefined ? '' : tapeMethodText(worst.method),
    ]
  })
  return table(columns, rows)
}

function kindTable(kind: StressKind, contestants: readonly ContestantStress[]): string {
  const rows = contestants.flatMap(({ contestant, kinds }): readonly Row[] => {
    const of = kinds.get(kind)
    return of === undefined ? [] : [{ contestant, ...of }]
  })
  return sharesTable(`${rows[0]?.count.tapes ?? 0} ${kind}`, rows)
}

function share(count: number, { tapes }: StressCount): string {
  return tapes === 0 ? '–' : new Decimal(count).div(tapes).times(100).toFixed(1)
}

function returns({ medianReturnPct, worstReturnPct }: StressCount): readonly string[] {
  return [medianReturnPct, worstReturnPct].map((text) =>
    text === null ? '–' : paintSign(text, signedText(text)),
  )
}

/** The worst tapes of each, with the return there. */
function worstTable(contestants: readonly ContestantStress[]): string {
  const rows = contestants.map(({ contestant, worst }) => [
    contestant,
    ...worst
      .slice(0, 3)
      .flatMap(({ method, returnPct }) => [
        paintSign(returnPct, signedText(returnPct)),
        tapeMethodText(method),
      ]),
  ])
  const columns = [left('worst tapes'), ...[1, 2, 3].flatMap(() => [{ title: '' }, left('')])]
  return table(columns, rows)
}

/** Why grids did not start, one line a contestant and reason. */
function refusedLines({ made: { tapes } }: StressResult): readonly string[] {
  const reasons = new Map<string, number>()
  for (const { contestant, refusal } of tapes.flatMap(({ result }) => result.refused)) {
    const why = `${contestant} did not start, ${refusal.reason}`
    reasons.set(why, (reasons.get(why) ?? 0) + 1)
  }
  return [...reasons].map(([why, count]) =>
    paint('yellow', `${why}: on ${count} of ${tapes.length} tapes.`),
  )
}

function nextSteps({ season, made, kept, ledger }: StressResult): readonly string[] {
  const address = ledgerFlag(ledger)
  const command = (words: string) => `  npx gridledger ${words}${address}`
  if (kept.length > 0) {
    return [
      paint('dim', 'kept, and like any other season'),
      ...kept.flatMap(({ season: name, contestants }) => [
        command(`replay ${name}`),
        command(`verify ${name}`),
        command(`journal ${name}.${contestants[0] ?? ''}`),
        command(`audit run-${name}.${contestants[0] ?? ''}@0`),
      ]),
    ]
  }
  const [worst] = made.tapes
  if (worst === undefined) return []
  const method = tapeMethodText(worst.method)
  return [
    paint('dim', `try next: the worst of all, the season ${methodWords(worst.method)}`),
    command(`stress ${season.season} --keep ${method}`),
  ]
}
