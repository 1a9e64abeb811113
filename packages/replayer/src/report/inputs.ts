import type { SourceFile, SparseData } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { duration, grouped } from '../text/format'
import { moment } from '../text/terminal'
import { type Markup, html, listOf, tableOf } from './markup'
import type { SeasonViews } from './seasonViews'
import { inOrder } from '../text/boardRows'
import { PARAMETERS } from '../text/parameters'

type Entry = SparseData<'ContestantEntered'>

/** What was said of a contestant's choice, where it was said. */
const SAID = [
  ['proposed by', 'proposedBy'],
  ['confidence', 'confidence'],
  ['chart', 'chartInterval'],
] as const

/** What each contestant entered with, a column each; the quantity is what its grid came to. */
export function parameterTable({ rows, ranking }: SeasonViews['board']): Markup {
  const ordered = inOrder(rows, ranking)
  const columns = [
    { title: '', isText: true },
    ...ordered.map(({ entry }) => ({ title: entry.contestant })),
  ]
  const said = SAID.filter(([, field]) => ordered.some(({ entry }) => entry[field] !== null))
  return tableOf('Parameters', columns, [
    ...PARAMETERS.map(({ title, text }) => [
      title,
      ...ordered.map(({ entry }) => text(entry.parameters)),
    ]),
    ['contracts a grid', ...ordered.map(({ report }) => report.quantityPerGrid)],
    ...said.map(([title, field]) => [title, ...ordered.map(({ entry }) => entry[field] ?? '–')]),
  ])
}

/** Why contestants chose so, and the changes that were entered with them. */
export function entryNotes({ rows }: SeasonViews['board'], timeZone: string): Markup {
  const said = rows.flatMap(({ entry }) => {
    const notes = [
      ...(entry.rationale === null ? [] : [entry.rationale]),
      ...amendmentsOf(entry, timeZone),
    ]
    return notes.length === 0
      ? []
      : [html`<li><b>${entry.contestant}</b>: ${notes.join('; ')}</li>`]
  })
  return said.length === 0
    ? html``
    : html`<ul>
        ${said}
      </ul>`
}

function amendmentsOf({ amendments }: Entry, timeZone: string): readonly string[] {
  return amendments.map(({ atMicros, set }) => {
    const changes = Object.entries(set).map(
      ([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    return `at ${moment(atMicros, timeZone)} sets ${changes.join(', ')}`
  })
}

/** A source's files, each with what was in it. */
function file({ file: name, rows, sha256, parts }: SourceFile): Markup {
  if (parts === undefined)
    return html`${name}, ${grouped(rows)} rows, <code>sha256 ${sha256}</code>`
  const each = parts.map((part) => html`<li>${part.file}, <code>sha256 ${part.sha256}</code></li>`)
  return html`${grouped(rows)} rows in ${String(parts.length)} files:
    <ul>
      ${each}
    </ul>`
}

/** What the prices were made from: trades, or candles and how they became ticks. */
function pricesOf({
  candles,
  trades,
  intervalMicros,
  candlePath,
  gaps,
}: SparseData<'TapeOpened'>): readonly (readonly [string, string | Markup])[] {
  const missing = `${String(gaps?.count ?? 0)}, the longest ${duration(gaps?.longestMicros ?? 0)}`
  return [
    ...(trades === undefined ? [] : [['trades', file(trades)] as const]),
    ...(candles === null ? [] : [['candles', file(candles)] as const]),
    ...(intervalMicros === null
      ? []
      : [
          [
            'bars',
            `${duration(intervalMicros)}, four ticks each, path ${candlePath ?? ''}`,
          ] as const,
        ]),
    ...(gaps === undefined ? [] : [['gaps', missing] as const]),
  ]
}

/** Season, instrument and tape: all that the contestants have in common. */
export function tapeFacts({ board, sealed }: SeasonViews, timeZone: string): Markup {
  const { season, tape } = board
  const { instrument } = tape
  const span = `${isoTime(season.startMicros)} to ${isoTime(season.endMicros)}`
  const funding = [tape.fundingFromMicros, tape.fundingToMicros].map((micros) =>
    micros === null ? '' : moment(micros, timeZone),
  )
  return listOf([
    ['tape', html`<code>${tape.tape}</code>`],
    ['kind', tape.kind === 'reconstruction' ? 'reconstruction, not a recording' : tape.kind],
    ...derivedFact(tape),
    ['span', span],
    [
      'ticks',
      `${grouped(sealed.ticks)}, ${grouped(sealed.marks)} marks, ${grouped(sealed.fundings)} funding rates`,
    ],
    ...pricesOf(tape),
    ['mark', tape.mark === null ? 'none: the last price' : file(tape.mark)],
    [
      'funding',
      tape.funding === null ? 'none' : html`${file(tape.funding)}, ${funding.join(' to ')}`,
    ],
    ['rules', `fills by ${season.fillRule}, neutral start ${season.neutralStart}`],
    [
      'instrument',
      `${instrument.name}: ${instrument.contractSize} ${instrument.baseCurrency} a contract, tick ` +
        `${instrument.tickSize} ${instrument.quoteCurrency}, lot ${instrument.lotSize} contracts`,
    ],
  ])
}

function derivedFact({
  derived,
}: SparseData<'TapeOpened'>): readonly (readonly [string, Markup])[] {
  if (derived === undefined) return []
  return [['derived', html`<code>${derived.method}</code> of <code>${derived.from}</code>`]]
}
