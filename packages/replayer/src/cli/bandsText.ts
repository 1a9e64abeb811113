import { Decimal, type FillRule } from '@gridledger/domain'
import type { Band, BandFigure } from '../bands/bandFigures'
import type { RankingBand } from '../bands/rankingBand'
import type { ContestantBands, SeasonBands } from '../bands/seasonBands'
import type { PreparedSeason } from '../season/prepareSeason'
import { fixed, grouped, signedText } from '../text/format'
import { moment, paint, table } from '../text/terminal'

/** The bands of a season as a person reads them. */
export function bandsText(
  { opened, rules }: PreparedSeason,
  bands: SeasonBands,
  timeZone: string,
): string {
  if (opened.type !== 'SeasonOpened') throw new Error('a season without its SeasonOpened')
  const { title, startMicros, endMicros } = opened.data
  const { contestants, ranking } = bands
  const inOrder = ranking.recorded.flatMap((name) =>
    contestants.filter(({ contestant }) => contestant === name),
  )
  return [
    '',
    paint('bold', title),
    `${moment(startMicros, timeZone)} to ${moment(endMicros, timeZone)}`,
    variantsText(bands, rules.fillRule),
    '',
    bandTable(inOrder, RETURNS),
    '',
    bandTable(inOrder, CAUSES),
    '',
    paint('dim', LEGEND),
    '',
    ...endingLines(inOrder, ranking.variants),
    rankingText(ranking),
    ...publishedLines(inOrder),
    '',
  ].join('\n')
}

const LEGEND =
  'Each figure as recorded, and in brackets the least and the most of all variants.\n' +
  'Returns, peaks and falls: % of the investment; at any tick: % of the peak it fell from.'

const RULES: readonly FillRule[] = ['touch', 'cross', 'through']

function variantsText({ variants }: SeasonBands, recordedRule: string): string {
  const count = `${variants.length} variants`
  const tried = new Set(variants.map(({ fillRule }) => fillRule))
  const rules = RULES.filter((rule) => tried.has(rule)).join(', ')
  const [recorded] = variants
  if (recorded?.candlePath === null || recorded === undefined)
    return `${count}: fills by ${rules}, as recorded by ${recordedRule}; trades hide no path`
  const paths = [...new Set(variants.flatMap(({ candlePath }) => candlePath ?? []))]
  const named = paths.filter((path) => !path.startsWith('seeded-'))
  const seeded = paths.length - named.length
  const along = [...named, ...(seeded === 0 ? [] : [`${seeded} seeded`])].join(', ')
  return `${count}: fills by ${rules}, along the paths ${along}; as recorded by ${recordedRule} along ${recorded.candlePath}`
}

type Shown = (text: string) => string
const hours: Shown = (text) => new Decimal(text).toFixed(1)
const RETURNS: readonly (readonly [string, BandFigure, Shown])[] = [
  ['return %', 'returnPct', signedText],
  ['peak %', 'peakReturnPct', signedText],
  ['peak to end', 'peakToEndPct', fixed],
  ['worst fall', 'maxDrawdownPct', fixed],
  ['at any tick', 'maxDrawdownTickPct', fixed],
]
const CAUSES: readonly (readonly [string, BandFigure, Shown])[] = [
  ['fills', 'tradeNum', grouped],
  ['grid profit', 'gridProfit', signedText],
  ['fees', 'fee', fixed],
  ['funding', 'fundingFee', signedText],
  ['hours above', 'offGridHoursAbove', hours],
  ['hours below', 'offGridHoursBelow', hours],
]

function bandTable(
  contestants: readonly ContestantBands[],
  figures: readonly (readonly [string, BandFigure, Shown])[],
): string {
  const columns = [
    { title: 'contestant', align: 'left' as const },
    ...figures.flatMap(([title]) => [{ title }, { title: '', align: 'left' as const }]),
  ]
  const rows = contestants.map(({ contestant, figures: bands }) => [
    contestant,
    ...figures.flatMap(([, name, shown]) => [
      shown(bands[name].recorded),
      rangeText(bands[name], shown),
    ]),
  ])
  return table(columns, rows)
}

function rangeText({ least, most }: Band, shown: Shown): string {
  return shown(least) === shown(most) ? '' : `[${shown(least)}, ${shown(most)}]`
}

const ENDINGS = {
  takeProfit: 'takes profit',
  stopLoss: 'meets its stop loss',
  liquidated: 'is liquidated',
}

function endingLines(contestants: readonly ContestantBands[], all: number): readonly string[] {
  const lines = contestants.flatMap(({ contestant, ended, refused }) => [
    ...(['liquidated', 'stopLoss', 'takeProfit'] as const).flatMap((reason) => {
      const count = ended.filter((one) => one.reason === reason).length
      return count === 0 ? [] : [`${contestant} ${ENDINGS[reason]} in ${count} of ${all} variants.`]
    }),
    ...(refused.length === 0
      ? []
      : [`${contestant} does not start in ${refused.length} of ${all} variants.`]),
  ])
  return lines.map((line) => paint('yellow', line))
}

/** One sentence: whether the ranking survives, or who changes places with whom. */
export function rankingText({ recorded, variants, same, pairs }: RankingBand): string {
  if (recorded.length < 2) return 'One contestant has no ranking.'
  if (same === variants) return `The ranking survives: it is the same in all ${variants} variants.`
  const neighbours = pairs.filter(
    ({ ahead, behind, changed }) =>
      changed > 0 && recorded.indexOf(behind) === recorded.indexOf(ahead) + 1,
  )
  const [first, ...others] = neighbours.map(
    ({ ahead, behind, changed }) => `${ahead} and ${behind} change places in ${changed}`,
  )
  const told = [first, ...others.map((text) => text.replace(' change places', ''))].join(', ')
  return `The ranking does not survive, ${same} of ${variants} variants have it: ${told}.`
}

const FIGURE_NAMES: Partial<Record<BandFigure, string>> = {
  returnPct: 'return',
  peakReturnPct: 'peak',
  peakToEndPct: 'peak to end',
}

function publishedLines(contestants: readonly ContestantBands[]): readonly string[] {
  const figures = contestants.flatMap(({ contestant, published }) =>
    published.map((figure) => ({ contestant, ...figure })),
  )
  if (figures.length === 0) return []
  const outside = figures.filter(({ beyond }) => !new Decimal(beyond).isZero())
  const within = figures.length - outside.length
  const told = `Published: ${within} of ${figures.length} figures lie within the band.`
  if (outside.length === 0) return ['', told]
  const columns = [
    { title: 'beyond the band', align: 'left' as const },
    { title: 'figure', align: 'left' as const },
    { title: 'published' },
    { title: 'as recorded' },
    { title: 'band', align: 'left' as const },
    { title: 'by' },
  ]
  const rows = outside.map(({ contestant, figure, published, band, beyond }) => [
    contestant,
    FIGURE_NAMES[figure] ?? figure,
    fixed(published),
    fixed(band.recorded),
    `${fixed(band.least)} to ${fixed(band.most)}`,
    fixed(beyond),
  ])
  const rest = 'What candles hide does not explain these differences:'
  return ['', `${told} ${rest}`, '', table(columns, rows)]
}
