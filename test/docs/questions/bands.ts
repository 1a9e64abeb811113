import type { Band } from '../../../packages/replayer/src/bands/bandFigures'
import type { SeasonBands } from '../../../packages/replayer/src/bands/seasonBands'
import { rankingText } from '../../../packages/replayer/src/cli/bandsText'
import { paragraph, tableText, two } from '../markdown'

function bandText({ least, recorded, most }: Band): string {
  return two(least) === two(most)
    ? two(recorded)
    : `${two(recorded)} (${two(least)} to ${two(most)})`
}

/** The bands of all contestants, best first. */
export function bandsTable({ contestants, ranking }: SeasonBands): string {
  const head = ['contestant', 'return %', 'peak %', 'peak to end', 'at any tick', 'grid profit']
  const rows = ranking.recorded.flatMap((name) =>
    contestants
      .filter(({ contestant }) => contestant === name)
      .map(({ figures }) => [
        name,
        bandText(figures.returnPct),
        bandText(figures.peakReturnPct),
        bandText(figures.peakToEndPct),
        bandText(figures.maxDrawdownTickPct),
        bandText(figures.gridProfit),
      ]),
  )
  return tableText(head, rows)
}

/** Whether the ranking survives, and which published figures the candle path could explain. */
export function bandsAnswer({ contestants, ranking }: SeasonBands): string {
  const figures = contestants.flatMap(({ published }) => published)
  const outside = figures.filter(({ beyond }) => Number(beyond) !== 0)
  const within = figures.length - outside.length
  return paragraph(
    `${rankingText(ranking)} Of ${figures.length} published figures ${within} lie within the band.`,
  )
}

const NAMES: Readonly<Record<string, string>> = {
  returnPct: 'return',
  peakReturnPct: 'peak',
  peakToEndPct: 'peak to end',
}

/** The published figures that lie beyond the band, and by how much. */
export function beyondTable({ contestants }: SeasonBands): string {
  const head = ['contestant', 'figure', 'published', 'as recorded, and the band', 'beyond it by']
  const rows = contestants.flatMap(({ contestant, published }) =>
    published
      .filter(({ beyond }) => Number(beyond) !== 0)
      .map((each) => [
        contestant,
        NAMES[each.figure] ?? each.figure,
        two(each.published),
        bandText(each.band),
        two(each.beyond),
      ]),
  )
  return tableText(head, rows, ['contestant', 'figure'])
}
