import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Decimal, MICROS_PER_DAY, instrumentUnits, priceOf } from '@gridledger/domain'
import { moment } from '../text/terminal'
import type { SeasonDigest } from '../season/digest'
import { causeTable, publishedNotes, resultTable } from './boardTables'
import { chartData } from './chartData'
import { dayTables } from './dayTable'
import { entryNotes, parameterTable, tapeFacts } from './inputs'
import { type Markup, html, inlineScript, inlineStyle, literal } from './markup'
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

const PACKAGE = join(__dirname, '..', '..')
/** In the order in which they build on each other. */
const SCRIPTS = ['theme', 'curveChart', 'drawRun', 'overlay', 'gridOverlay'].concat([
  ...['liquidationOverlay', 'priceChart', 'keys', 'main'],
])

/** The report of a season: one HTML file with everything in it. */
export function reportPage(request: ReportRequest): string {
  const { views, chosen, timeZone } = request
  const library = join(
    dirname(require.resolve('lightweight-charts/package.json')),
    'dist',
    'lightweight-charts.standalone.production.js',
  )
  const own = SCRIPTS.map((name) =>
    readFileSync(join(PACKAGE, 'dist', 'page', `${name}.js`), 'utf8'),
  )
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="generator" content="gridledger" />
        <title>${views.board.season.title}</title>
        ${inlineStyle(readFileSync(join(PACKAGE, 'page', 'page.css'), 'utf8'))}
      </head>
      <body>
        ${header(views, timeZone)}
        <main>${sections(request)}</main>
        ${FOOTER} ${inlineScript(readFileSync(library, 'utf8'))}
        ${inlineScript(`const pageData = ${literal(chartData(views, chosen, timeZone))}`)}
        ${inlineScript(`(() => {\n${own.join('\n')}\n})()`)}
      </body>
    </html>`
  return `${page.text}\n`
}

/** The file needs nothing from anywhere, and may not ask for it. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"

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

function sections(request: ReportRequest): Markup {
  const { views, timeZone } = request
  const { board } = views
  const quote = board.tape.instrument.quoteCurrency
  const isCompared = board.rows.some(({ entry }) => entry.published !== null)
  return html`
    <section>
      <h2>Leaderboard</h2>
      ${resultTable(board)}
      <p class="legend">
        Returns, peaks, falls and best day: % and points of the investment, at the season’s samples;
        at any tick: % of the peak it fell from. Equity: ${quote}. ${isCompared ? PUBLISHED : ''}
        Hold: the first contestant’s investment, bought at the start and held.
      </p>
      ${publishedNotes(board)}
    </section>
    <section>
      <h2>Equity</h2>
      <p class="legend">
        Profit in % of the investment; a position that is held may leave the chart. A name shows and
        hides its line.
      </p>
      ${MOVES} ${chart('returnPct', 'Equity of all contestants over time')}
      <h2>Falls</h2>
      <p class="legend">
        Equity below its highest so far, in % of that peak, the deepest tick of each moment.
      </p>
      ${chart('fallPct', 'Falls of all contestants over time')}
    </section>
    ${contestantSection(request)}
    <section>
      <h2>Where the results come from</h2>
      ${causeTable(board)}
      <p class="legend">
        Profits, fees (paid) and funding (received): ${quote}; grid profit + unpaired is the whole
        profit, fees and funding in it. Off-grid: spells beyond the range, their hours, the farthest
        in ${quote}. To liquidation: the nearest that the mark came to the liquidation price of its
        moment, % of the mark; at or below 0 it was liquidated.
      </p>
    </section>
    <section>
      <h2>Parameters</h2>
      ${parameterTable(board)} ${entryNotes(board, timeZone)}
    </section>
    <section>
      <h2>Tape</h2>
      ${tapeFacts(views, timeZone)}
    </section>
    ${reproduction(request)}
  `
}

/** What one contestant did: the page's script shows the chosen one's. */
function contestantSection({ views, timeZone, chosen }: ReportRequest): Markup {
  const quote = views.board.tape.instrument.quoteCurrency
  return html`<section>
    <h2><label for="contestant">Contestant</label> ${chooser(views.board.ranking, chosen)}</h2>
    <p class="legend">
      <span class="key candle"></span>price <span class="key line"></span>grid lines
      <span class="key buy">▲</span>buys <span class="key sell">▼</span>sells
      <span class="key beyond"></span>beyond the grid
    </p>
    <div
      class="chart tall"
      id="price-chart"
      tabindex="0"
      role="img"
      aria-label="${PRICE_LABEL}"
    ></div>
    <h3>Liquidation prices</h3>
    <p class="legend">
      <span class="key candle"></span>price <span class="key liquidation"></span>liquidated here as
      the position stands <span class="key after-fills"></span>once the orders on the way are filled
    </p>
    <div
      class="chart low"
      id="liquidation-chart"
      tabindex="0"
      role="img"
      aria-label="${LIQUIDATION_LABEL}"
    ></div>
    ${dayTables(views, timeZone)}
    <p class="legend">
      Change: points of the investment. Fees (paid) and funding (received): ${quote}. Off-grid:
      hours beyond the outermost lines. Price: the last one.
    </p>
  </section>`
}

const PUBLISHED = 'Publ.: as published elsewhere.'
const PRICE_LABEL =
  'Price with the grid lines, fills and off-grid spells of the chosen contestant; the table below has its days'
const LIQUIDATION_LABEL =
  'Price and liquidation prices of the chosen contestant; the closest approach is said below'

function chooser(ranking: readonly string[], chosen: string): Markup {
  return html`<select id="contestant">
    ${ranking.map((name) =>
      name === chosen ? html`<option selected>${name}</option>` : html`<option>${name}</option>`,
    )}
  </select>`
}

function chart(figure: string, label: string): Markup {
  return html`<div class="curves" id="${figure}-legend" role="group" aria-label="Lines"></div>
    <div class="chart" id="${figure}-chart" tabindex="0" role="img" aria-label="${label}"></div>`
}

const MOVES = html`<div class="moves" role="group" aria-label="What the charts show">
    <button type="button" data-move="earlier" title="earlier (←)">←</button>
    <button type="button" data-move="later" title="later (→)">→</button>
    <button type="button" data-move="closer" title="closer (+)">+</button>
    <button type="button" data-move="wider" title="wider (−)">−</button>
    <button type="button" data-move="all" title="the whole season (0)">all</button>
  </div>
  <noscript
    ><p class="note">The charts need JavaScript; all tables are here without it.</p></noscript
  >`

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

const FOOTER = html`<footer>
  Made by gridledger. Charts:
  <a href="https://www.tradingview.com/" rel="noreferrer">TradingView Lightweight Charts™</a>,
  Copyright © TradingView, Inc., Apache License 2.0.
</footer>`
