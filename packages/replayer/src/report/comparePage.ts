import { LETTERS } from '../compare/letters'
import { type ComparedCell, type ComparedRow, comparedRows } from '../compare/comparedRows'
import type { PartingWords } from '../compare/partingWords'
import type { SeasonDigest } from '../season/digest'
import { grouped } from '../text/format'
import { notesOf } from '../text/seasonNotes'
import { moment } from '../text/terminal'
import { chartData } from './chartData'
import { contestantSection, curveSection } from './chartSections'
import type { ComparedViews } from './comparedViews'
import { dayTables } from './dayTable'
import { tapeFacts } from './inputs'
import { type Markup, figure, html, tableOf } from './markup'
import { pageDocument } from './pageDocument'

/** What a page of runs beside each other is made of. */
export interface ComparePageRequest {
  readonly runs: readonly ComparedViews[]
  /** Of each run but the first, where it parts from the first. */
  readonly partings: readonly PartingWords[]
  /** By run. */
  readonly digests: ReadonlyMap<string, SeasonDigest>
  readonly timeZone: string
  /** What makes this page again, one command a line. */
  readonly commands: readonly string[]
}

/** Runs beside each other: one HTML file with everything in it. */
export function comparePage(request: ComparePageRequest): string {
  const { runs, timeZone } = request
  const chosen = runs[0]?.name ?? ''
  return pageDocument({
    title: runs.map(({ name }) => name).join(' beside '),
    header: header(runs, timeZone),
    sections: sections(request, chosen),
    data: chartData(
      runs.map(({ views }) => views),
      chosen,
      timeZone,
    ),
  })
}

function header(runs: readonly ComparedViews[], timeZone: string): Markup {
  const notes = new Set(runs.flatMap(({ views }) => notesOf(views.board)))
  return html`<header>
    <h1>${runs.map(({ name }) => name).join(' beside ')}</h1>
    ${runs.map(({ compared: { found, board } }, index) => {
      const { title, startMicros, endMicros, instrument } = board.season
      return html`<p class="facts">
        <span><b>${LETTERS[index] ?? ''}</b> ${found.run}</span>
        <span>${title}</span>
        <span>${moment(startMicros, timeZone)} to ${moment(endMicros, timeZone)}</span>
        <span>${instrument}</span>
      </p>`
    })}
    ${[...notes].map((note) => html`<p class="note">${note}</p>`)}
  </header>`
}

function sections(request: ComparePageRequest, chosen: string): readonly Markup[] {
  const { runs, partings, timeZone } = request
  const [first] = runs
  const quoteCurrency = first?.compared.board.tape.instrument.quoteCurrency ?? ''
  const tapes = new Map(runs.map(({ compared, views }) => [compared.found.tape.tape, views]))
  const onOne = tapes.size === 1
  return [
    html`<section>
      <h2>Where they part</h2>
      ${partings.map(partingMarkup)}
    </section>`,
    sideBySide(runs, timeZone, quoteCurrency),
    curveSection(
      onOne
        ? 'Profit in % of the investment.'
        : 'Profit in % of the investment, each run at the times of its own tape.',
    ),
    contestantSection({
      contestants: runs.map(({ name }) => name),
      chosen,
      days: runs.flatMap(({ views }) => dayTables(views, timeZone)),
      quoteCurrency,
    }),
    html`<section>
      <h2>${onOne ? 'Tape' : 'Tapes'}</h2>
      ${onOne ? '' : TAPES_DIFFER} ${[...tapes.values()].map((views) => tapeFacts(views, timeZone))}
    </section>`,
    reproduction(request),
  ]
}

const TAPES_DIFFER = html`<p class="legend">
  The runs saw different prices, so that their figures would differ even with the same parameters.
  The price chart shows what the chosen run saw.
</p>`

function partingMarkup({ summary, sides, fields }: PartingWords): Markup {
  return html`<p>${summary}</p>
    <ul>
      ${sides.map(
        ({ letter, lines }) =>
          html`<li>
            <b>${letter}</b>
            ${lines.map((line, index) => (index === 0 ? line : html`<br />${line}`))}
          </li>`,
      )}
    </ul>
    ${fields.length === 0 ? '' : html`<p class="legend">In what: ${fields.join('; ')}.</p>`}`
}

function sideBySide(
  runs: readonly ComparedViews[],
  timeZone: string,
  quoteCurrency: string,
): Markup {
  const { differing, figures, shared } = comparedRows(
    runs.map(({ compared }) => compared),
    timeZone,
  )
  const columns = [
    { title: '', isText: true },
    ...runs.flatMap(({ name }, index) => [
      { title: name },
      ...(index === 0 ? [] : [{ title: `${LETTERS[index] ?? ''} − a` }]),
    ]),
  ]
  const cell = ({ exact, shown }: ComparedCell) => (exact === null ? shown : figure(exact, shown))
  const rowOf = ({ title, cells, differences }: ComparedRow) => [
    title,
    ...cells.flatMap((each, index) => {
      const difference = differences[index - 1] ?? null
      return [cell(each), ...(index === 0 ? [] : [difference === null ? '' : cell(difference)])]
    }),
  ]
  return html`<section class="whole">
    <h2>Side by side</h2>
    ${tableOf('Side by side', columns, [...differing, ...figures, ...shared].map(rowOf))}
    <p class="legend">
      First the parameters that differ, last those that do not. Returns, peaks, falls and best day:
      % and points of the investment; at any tick: % of the peak it fell from; to liquidation: % of
      the mark. Profits, fees (paid) and funding (received): ${quoteCurrency}. A value that was
      amended stands after an arrow.
    </p>
  </section>`
}

function reproduction({ digests, commands }: ComparePageRequest): Markup {
  return html`<section>
    <h2>The same again</h2>
    <p class="legend">
      A run’s digest covers every byte of the events that it relies on, tape and season included,
      and of a fork those of its parents.
    </p>
    ${[...digests].map(
      ([run, { digest, events }]) =>
        html`<p>${run}, ${grouped(events)} events: <code>${digest}</code></p>`,
    )}
    <pre tabindex="0">${commands.join('\n')}</pre>
  </section>`
}
