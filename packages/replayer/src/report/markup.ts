import { Decimal } from '@gridledger/domain'

/** A piece of HTML: made by `html` alone, so that whatever else is put into a page is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

type Piece = Markup | string | number | readonly Piece[]

/** HTML from a template, without its indents; strings and numbers in it are text, never markup. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const raw = strings.map((part) => part.replace(/\n\s+/g, '\n'))
  return new Markup(String.raw({ raw }, ...pieces.map(textOf)))
}

function textOf(piece: Piece): string {
  if (piece instanceof Markup) return piece.text
  if (typeof piece === 'string' || typeof piece === 'number') return escaped(String(piece))
  return piece.map(textOf).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** A script that is part of the page: nothing in it can end the element that holds it. */
export function inlineScript(source: string): Markup {
  return new Markup(`<script>\n${source.replace(/<(?=\/script|!--)/gi, '\\x3C')}\n</script>`)
}

/** A style sheet that is part of the page. */
export function inlineStyle(source: string): Markup {
  return new Markup(`<style>\n${source.replace(/<(?=\/style)/gi, '\\3C ')}\n</style>`)
}

/** A value as source text of a script. */
export function literal(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c')
}

/** A figure as it is read, and for programs with its 8 decimals; coloured where it is a gain or a loss. */
export function figure(exact: string, shown: string, sign?: 'gain' | 'loss'): Markup {
  const value = new Decimal(exact).toDecimalPlaces(8).toFixed()
  return sign === undefined
    ? html`<data value="${value}">${shown}</data>`
    : html`<data class="${sign}" value="${value}">${shown}</data>`
}

/** A column's title, and whether its cells are text; else they are figures. */
export interface TableColumn {
  readonly title: string
  readonly isText?: boolean
}

type TableRow = readonly (Markup | string)[]

/**
 * A table in a box of its own, which scrolls where the page is narrower; a row's first text cell is
 * its head, and `sum` a last row.
 */
export function tableOf(
  name: string,
  columns: readonly TableColumn[],
  rows: readonly TableRow[],
  sum?: TableRow,
): Markup {
  const head = columns.findIndex(({ isText }) => isText === true)
  const cellsOf = (cells: TableRow) =>
    cells.map((cell, index) =>
      index === head
        ? html`<th scope="row" class="text">${cell}</th>`
        : columns[index]?.isText === true
          ? html`<td class="text">${cell}</td>`
          : html`<td>${cell}</td>`,
    )
  return html`<div class="table" tabindex="0" role="region" aria-label="${name}">
    <table>
      <thead>
        <tr>
          ${columns.map(({ title, isText }) =>
            isText === true
              ? html`<th scope="col" class="text">${title}</th>`
              : html`<th scope="col">${title}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cellsOf(cells)}
            </tr>`,
        )}
        ${
          sum === undefined
            ? html``
            : html`<tr class="sum">
                ${cellsOf(sum)}
              </tr>`
        }
      </tbody>
    </table>
  </div>`
}

/** Names and what they stand for. */
export function listOf(entries: readonly (readonly [string, Markup | string])[]): Markup {
  return html`<dl>
    ${entries.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}
