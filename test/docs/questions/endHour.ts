import type { Leaderboard } from '@gridledger/projections'
import { type Ending, FITTED, losers, rankingVerdict } from '../../season/endings'
import { HOUR_MICROS } from '../../season/simulated'
import {
  counted,
  isMidnight,
  listed,
  minuteText,
  paragraph,
  shortDay,
  tableText,
  two,
} from '../markdown'
import { COLOURS, FAINT, INK, svgOf } from '../svg'

/** What the page says of the hours in which the season might have ended. */
export function endHourAnswer(endings: readonly Ending[], { rows }: Leaderboard): string {
  const positive = endings.filter((ending) => losers(ending).length === 0)
  const published = endings.filter((ending) => rankingVerdict(ending) === 'published')
  const firstLoss = endings.find((ending) => losers(ending).length > 0)
  const lastPositive = positive.at(-1)
  const last = endings.at(-1)
  const sunk = endings.findLastIndex((ending) => losers(ending).length < rows.length)
  const allSunk = endings[sunk + 1]
  const [first] = endings
  if (!first || !firstLoss || !lastPositive || !last || !allSunk) throw new Error('no one lost')
  if (lastPositive.endMicros > firstLoss.endMicros) throw new Error('all rose again')
  const later = (lastPositive.endMicros - FITTED.endMicros) / HOUR_MICROS
  const liquidated = rows.filter(({ report }) => report.liquidated).length
  return paragraph(
    `All six are above zero at every full hour from ${minuteText(first.endMicros)} to
    ${minuteText(lastPositive.endMicros)} UTC, ${counted(later, 'hour')} past the fitted end; at
    ${minuteText(firstLoss.endMicros).slice(11)} ${listed(losers(firstLoss))} is the first below zero, and
    from ${minuteText(allSunk.endMicros).slice(11)} to the last hour,
    ${minuteText(last.endMicros).slice(11)}, all six are. The published ranking stands at
    ${published.length} of these ${endings.length} hours
    (${listed(published.map(({ endMicros }) => minuteText(endMicros).slice(5)))}).
    Up to the last of them ${liquidated === 0 ? 'none' : String(liquidated)} of the six grids is liquidated.`,
  )
}

/** The hours at which the ranking or a sign changes, the fitted end and the last one. */
export function endHourTable(endings: readonly Ending[]): string {
  const names = [...(endings[0]?.returns.keys() ?? [])]
  const kept = endings.filter((ending, index) => {
    const before = endings[index - 1]
    const isNew = before === undefined || stateOf(before) !== stateOf(ending)
    return isNew || index === endings.length - 1 || ending.endMicros === FITTED.endMicros
  })
  const rows = kept.map((ending) => {
    const { endMicros, returns, ranking } = ending
    const time = minuteText(endMicros)
    const cells = names.map(
      (name) => `${two(returns.get(name) ?? NaN)} (${ranking.indexOf(name) + 1})`,
    )
    return [
      endMicros === FITTED.endMicros ? `**${time}**, fitted` : time,
      ...cells,
      rankingVerdict(ending) === 'published' ? 'published' : '',
      losers(ending).length === names.length ? 'all six' : losers(ending).join(', '),
    ]
  })
  const left = ['end, UTC', 'ranking', 'below zero']
  return tableText(['end, UTC', ...names, 'ranking', 'below zero'], rows, left)
}

const stateOf = (ending: Ending) => `${ending.ranking.join(' ')}: ${losers(ending).join(' ')}`

export function endHourChart(endings: readonly Ending[]): string {
  const names = [...(endings[0]?.returns.keys() ?? [])]
  const fitted = endings.findIndex(({ endMicros }) => endMicros === FITTED.endMicros)
  const times = endings.map(({ endMicros }) => endMicros)
  return svgOf('Return by the hour of the end', 440, {
    legend: {
      top: 14,
      right: 20,
      icon: 'roundRect',
      itemHeight: 4,
      itemGap: 20,
      textStyle: { fontSize: 13 },
    },
    grid: { left: 64, right: 24, top: 64, bottom: 64 },
    xAxis: {
      type: 'category',
      data: times.map((time) => (isMidnight(time) ? shortDay(time) : minuteText(time).slice(11))),
      name: 'the season ends at, UTC',
      nameLocation: 'middle',
      nameGap: 34,
      boundaryGap: false,
      axisLine: { onZero: false, lineStyle: { color: INK } },
      axisTick: { alignWithLabel: true, interval: (index: number) => index % 6 === 0 },
      axisLabel: { interval: (index: number) => index % 6 === 0, color: INK, fontSize: 13 },
    },
    yAxis: {
      type: 'value',
      name: 'return, % of the investment',
      nameLocation: 'middle',
      nameGap: 40,
      splitLine: { lineStyle: { color: FAINT } },
      axisLabel: { color: INK, fontSize: 13 },
    },
    series: names.map((name, index) => ({
      type: 'line',
      name,
      symbol: 'none',
      lineStyle: { width: 2 },
      color: COLOURS[name] ?? INK,
      data: endings.map(({ returns }) => Number(two(returns.get(name) ?? NaN))),
      ...(index === 0 ? { markLine: marks(fitted) } : {}),
    })),
  })
}

function marks(fitted: number) {
  const line = { color: INK, width: 1 }
  return {
    symbol: 'none',
    silent: true,
    data: [
      {
        xAxis: fitted,
        lineStyle: { ...line, type: 'dashed' as const },
        label: { formatter: 'fitted end', color: INK, fontSize: 13 },
      },
      { yAxis: 0, lineStyle: { ...line, type: 'solid' as const }, label: { show: false } },
    ],
  }
}
