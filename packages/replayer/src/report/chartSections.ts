import { type Markup, html } from './markup'

/** Equity and falls of all contestants over time; `hint` says what else there is to know. */
export function curveSection(hint: string): Markup {
  return html`<section>
    <h2>Equity</h2>
    <p class="legend">${hint} A name shows and hides its line.</p>
    ${MOVES} ${chart('returnPct', 'Equity of all contestants over time')}
    <h2>Falls</h2>
    <p class="legend">
      Equity below its highest so far, in % of that peak, the deepest tick of each moment.
    </p>
    ${chart('fallPct', 'Falls of all contestants over time')}
  </section>`
}

/** What a page says of one contestant, all of them in the order in which they may be chosen. */
export interface ContestantChoice {
  readonly contestants: readonly string[]
  readonly chosen: string
  /** The days of each. */
  readonly days: readonly Markup[]
  readonly quoteCurrency: string
}

/** What one contestant did: the page's script shows the chosen one's. */
export function contestantSection(choice: ContestantChoice): Markup {
  return html`<section>
    <h2><label for="contestant">Contestant</label> ${chooser(choice)}</h2>
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
    ${choice.days}
    <p class="legend">
      Change: points of the investment. Fees (paid) and funding (received): ${choice.quoteCurrency}.
      Off-grid: hours beyond the outermost lines. Price: the last one.
    </p>
  </section>`
}

const PRICE_LABEL =
  'Price with the grid lines, fills and off-grid spells of the chosen contestant; the table below has its days'
const LIQUIDATION_LABEL =
  'Price and liquidation prices of the chosen contestant; the closest approach is said below'

function chooser({ contestants, chosen }: ContestantChoice): Markup {
  return html`<select id="contestant">
    ${contestants.map((name) =>
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
