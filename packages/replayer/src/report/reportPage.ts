import { Decimal, MICROS_PER_DAY, instrumentUnits, priceOf } from '@gridledger/domain'
import { moment } from '../text/terminal'
import type { SeasonDigest } from '../season/digest'
import { causeTable, publishedNotes, resultTable } from './boardTables'
import { chartData } from './chartData'
import { contestantSection, curveSection } from './chartSections'
import { dayTables } from './dayTable'
import { entryNotes, parameterTable, tapeFacts } from './inputs'
import { type Markup, html } from './markup'
import { pageDocument } from './pageDocument'
import type { SeasonViews } from './seasonViews'
import { grouped } from '../text/format'
import { notesOf } from '../text/seasonNotes'

/** What a page is made of. */
export interface ReportRequest {
  readonly views: SeasonViews
  readonly digest: SeasonDigest
  /** The contestant that the page opens with. */
  readonly chosen: string
  readonly timeZone: string
  /** What makes the season and this page again, one command a line. */
  readonly commands: readonly string[]
}

/** The report of a season: one HTML file with everything in it. */
export function reportPage(request: ReportRequest): string {
  const { views, chosen, timeZone } = request
  return pageDocument({
    title: views.board.season.title,
    header: header(views, timeZone),
    sections: sections(request),
    data: chartData([views], chosen, timeZone),
  })
}

function header({ board, sealed }: SeasonViews, timeZone: string): Markup {
  const { season, tape } = board
  const units = instrumentUnits(tape.instrument)
  const price = (ticks: number) => grouped(priceOf(units, ticks).toFixed())
  return html`<header>
    <h1>${season.title}</h1>
    <p class="facts">
      <span>${moment(season.startMicros, timeZone)} to ${moment(season.endMicros, timeZone)}</span>
      <span>${duration(season.endMicros - season.startMicros)}</span>
      <span>${season.instrument}</span>
      <span>price ${price(sealed.lowTicks)} to ${price(sealed.highTicks)}</span>
      <span>${grouped(sealed.ticks)} ticks</span>
      ${tape.kind === 'reconstruction' ? html`<strong>reconstruction</strong>` : html``}
    </p>
    ${notesOf(board).map((note, index) => {
      const isFirst = index === 0 && tape.kind === 'reconstruction'
      return html`<p class="${isFirst ? 'note warning' : 'note'}">${note}</p>`
    })}
  </header>`
}

function duration(micros: number): string {
  const days = new Decimal(micros).div(MICROS_PER_DAY)
  if (days.gte(1)) return `${days.toFixed(2)} days`
  const hours = days.times(24)
  return hours.gte(1) ? `${hours.toFixed(2)} hours` : `${hours.times(60).toFixed(0)} minutes`
}

function sections(request: ReportRequest): readonly Markup[] {
  const { views, chosen, timeZone } = request
  const { board } = views
  const quoteCurrency = board.tape.instrument.quoteCurrency
  return [
    leaderboardSection(board),
    curveSection('Profit in % of the investment; a position that is held may leave the chart.'),
    contestantSection({
      contestants: board.ranking,
      chosen,
      days: dayTables(views, timeZone),
      quoteCurrency,
    }),
    html`<section>
      <h2>Where the results come from</h2>
      ${causeTable(board)}
      <p class="legend">
        Profits, fees (paid) and funding (received): ${quoteCurrency}; grid profit + unpaired is the
        whole profit, fees and funding in it. Off-grid: spells beyond the range, their hours, the
        farthest in ${quoteCurrency}. To liquidation: the nearest that the mark came to the
        liquidation price of its moment, % of the mark; at or below 0 it was liquidated.
      </p>
    </section>`,
    html`<section>
      <h2>Parameters</h2>
      ${parameterTable(board)} ${entryNotes(board, timeZone)}
    </section>`,
    html`<section>
      <h2>Tape</h2>
      ${tapeFacts(views, timeZone)}
    </section>`,
    reproduction(request),
  ]
}

function leaderboardSection(board: SeasonViews['board']): Markup {
  const quote = board.tape.instrument.quoteCurrency
  const isCompared = board.rows.some(({ entry }) => entry.published !== null)
  return html`<section>
    <h2>Leaderboard</h2>
    ${resultTable(board)}
    <p class="legend">
      Returns, peaks, falls and best day: % and points of the investment, at the season’s samples;
      at any tick: % of the peak it fell from. Equity: ${quote}. ${isCompared ? PUBLISHED : ''}
      Hold: the first contestant’s investment, bought at the start and held.
    </p>
    ${publishedNotes(board)}
  </section>`
}

const PUBLISHED = 'Publ.: as published elsewhere.'

function reproduction({ digest, commands }: ReportRequest): Markup {
  return html`<section>
    <h2>The same again</h2>
    <p class="legend">
      The digest covers every byte of the season’s ${grouped(digest.events)} events, its tape
      included: who gets the same one has the same season.
    </p>
    <p><code id="digest">${digest.digest}</code></p>
    <pre tabindex="0">${commands.join('\n')}</pre>
  </section>`
}
