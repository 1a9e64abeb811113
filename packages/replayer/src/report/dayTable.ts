import { Decimal, MICROS_PER_DAY } from '@gridledger/domain'
import { type DayReport, type RunReport, dailyReport } from '@gridledger/projections'
import { moment } from '../text/terminal'
import { gain } from './boardTables'
import { type Markup, figure, html, tableOf } from './markup'
import type { RunCharts, SeasonViews } from './seasonViews'
import { fixed, grouped } from '../text/format'

/** Every contestant's days, of which the page's script shows the chosen one's. */
export function dayTables({ board, runs }: SeasonViews, timeZone: string): readonly Markup[] {
  return runs.map((run) => {
    const report = board.rows.find(({ entry }) => entry.contestant === run.contestant)?.report
    if (report === undefined) throw new Error(`${run.contestant} has no report`)
    const days = dailyReport(run.daily, run.offGrid.spells, board.tape.instrument)
    return html`<section data-contestant="${run.contestant}">
      <h3>${run.contestant}, ${everyText(run)}</h3>
      <p class="legend">${closestText(report, timeZone)}</p>
      ${dayTable(run.contestant, days, report, timeZone)}
    </section>`
  })
}

/** How near a run came to its liquidation. */
function closestText({ closestLiquidation }: RunReport, timeZone: string): string {
  if (closestLiquidation === null) return 'There never was a price at which it would be liquidated.'
  const { time, markPrice, liquidationPrice, side, distancePct } = closestLiquidation
  const at = moment(Math.floor(Date.parse(time) / 1000) * 1_000_000, timeZone)
  const [mark, price] = [grouped(markPrice), grouped(liquidationPrice)]
  return new Decimal(distancePct).gt(0)
    ? `Closest to liquidation: ${fixed(distancePct)} % away at ${at}, the mark at ${mark} and the liquidation price ${side} it at ${price}.`
    : `Liquidated at ${at}: the mark of ${mark} had reached the liquidation price of ${price}.`
}

function everyText({ daily }: RunCharts): string {
  const { everyMicros } = daily.equity.sampling
  if (everyMicros === MICROS_PER_DAY) return 'day by day'
  return `every ${new Decimal(everyMicros).div(3_600_000_000).toDecimalPlaces(2).toFixed()} hours`
}

const TITLES = ['equity', 'return %', 'change', 'fills', 'pairs', 'fees', 'funding', 'off-grid h']

/** A row a day; the last one sums them up, as the leaderboard has them. */
function dayTable(
  contestant: string,
  days: readonly DayReport[],
  report: RunReport,
  timeZone: string,
): Markup {
  const columns = [
    { title: `until (${timeZone})`, isText: true },
    ...TITLES.map((title) => ({ title })),
    { title: 'price' },
  ]
  const rows = days.map((day) => [
    moment(day.toMicros, timeZone).replace(/ \S+$/, ''),
    figure(day.equity, grouped(fixed(day.equity))),
    gain(day.returnPct),
    gain(day.changePct),
    grouped(day.fills),
    grouped(day.pairs),
    figure(day.fee, fixed(day.fee)),
    gain(day.fundingFee),
    figure(day.offGridHours, fixed(day.offGridHours)),
    grouped(day.price),
  ])
  const hours = Decimal.sum(0, ...days.map(({ offGridHours }) => offGridHours)).toFixed()
  const total = [
    'the whole season',
    figure(report.equity, grouped(fixed(report.equity))),
    gain(report.returnPct),
    gain(report.returnPct),
    grouped(report.tradeNum),
    grouped(report.arbitrageNum),
    figure(report.fee, fixed(report.fee)),
    gain(report.fundingFee),
    figure(hours, fixed(hours)),
    '',
  ]
  return tableOf(`Days of ${contestant}`, columns, rows, total)
}
