import { FITTED, losers, rankingVerdict } from '../../season/endings'
import { ENDS, type Neighbour, STARTS } from '../../season/neighbours'
import { minuteText, paragraph, percent, tableText } from '../markdown'

const isPublished = (window: Neighbour) => rankingVerdict(window) === 'published'
export const isNearlyPublished = (window: Neighbour) => rankingVerdict(window) !== 'other'
export const isPositive = (window: Neighbour) => losers(window).length === 0

function share(windows: readonly Neighbour[], belongs: (window: Neighbour) => boolean): string {
  return percent(windows.filter(belongs).length, windows.length)
}

/** Each ranking and in how many windows it came, the most frequent first. */
function rankings(windows: readonly Neighbour[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const { ranking } of windows) {
    const order = ranking.join(', ')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a)
}

/** What the page says; `fitted` are the windows of the fitted start, which are not counted. */
export function neighboursAnswer(
  windows: readonly Neighbour[],
  fitted: readonly Neighbour[],
): string {
  const [[order, most] = ['', 0]] = rankings(windows)
  return paragraph(
    `Of the ${windows.length} neighbouring windows (${STARTS.length} starts by ${ENDS.length} ends, an hour
    apart) ${share(windows, isPublished)} give the published ranking, and
    ${share(windows, isNearlyPublished)} where deepseek and grok-4 may swap; everyone is positive in
    ${share(windows, isPositive)}, and both hold in
    ${share(windows, (window) => isNearlyPublished(window) && isPositive(window))}. There are
    ${rankings(windows).length} rankings in all; the most frequent one (${order}) comes in
    ${percent(most, windows.length)}. From the fitted start, ${minuteText(FITTED.startMicros).slice(11)},
    which lies between two of these starts and is not counted, ${fitted.filter(isPublished).length} of the
    ${fitted.length} ends give the published ranking.`,
  )
}

export function neighboursTable(windows: readonly Neighbour[]): string {
  const row = (name: string, belongs: (window: Neighbour) => boolean) => [
    name,
    String(windows.filter(belongs).length),
    share(windows, belongs),
  ]
  return tableText(
    [`of ${windows.length} windows`, 'windows', 'share'],
    [
      row('the published ranking', isPublished),
      row('the same, deepseek and grok-4 may swap', isNearlyPublished),
      row('everyone positive', isPositive),
      row('the published ranking, everyone positive', (it) => isPublished(it) && isPositive(it)),
      row(
        'the same, deepseek and grok-4 may swap',
        (it) => isNearlyPublished(it) && isPositive(it),
      ),
    ],
    [`of ${windows.length} windows`],
  )
}

/** In which share of the windows each contestant came to each place. */
export function placesTable(windows: readonly Neighbour[]): string {
  const names = [...(windows[0]?.returns.keys() ?? [])]
  const places = names.map((_, index) => index)
  const rows = names.map((name) => [
    name,
    ...places.map((place) => share(windows, ({ ranking }) => ranking[place] === name)),
    share(windows, (window) => losers(window).includes(name)),
  ])
  return tableText(['contestant', ...places.map((place) => `#${place + 1}`), 'below zero'], rows)
}
