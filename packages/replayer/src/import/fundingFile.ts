import * as E from 'fp-ts/Either'
import { lineEnd, shown, splitFields, textStart } from './csvBytes'
import { type FundingRow, fundingRow } from './fundingRow'
import type { FundingField, FundingLayout, Recognised } from './layouts'

/** Rates of a file in its order, and how many lines it has. */
export interface FundingRows {
  readonly rows: readonly FundingRow[]
  readonly allLines: number
}

export type FundingTable = Recognised & { readonly layout: FundingLayout }

/**
 * Funding rates of a table whose layout is known. A file of all swaps (`hasOthers`) is read for its
 * instrument's rows; elsewhere another instrument is refused.
 */
export function parseFunding(
  file: string,
  bytes: Uint8Array,
  { layout, hasHeader, width }: FundingTable,
  instrument: string,
  hasOthers: boolean,
): E.Either<string, FundingRows> {
  const rows: FundingRow[] = []
  const ends = new Int32Array(32)
  const titles = titlesOf(layout)
  let line = hasHeader ? 1 : 0
  for (let start = hasHeader ? lineEnd(bytes, 0).next : textStart(bytes); start < bytes.length;) {
    line += 1
    const { end, next } = lineEnd(bytes, start)
    if (end > start || next < bytes.length) {
      const where = `${file}, line ${line}`
      if (splitFields(bytes, start, end, ends) !== width)
        return E.left(`${where}: expected ${width} fields, found ${shown(bytes, start, end)}`)
      const texts = { time: '', rate: '', instrument }
      let from = start
      for (const [index, [, role]] of layout.columns.entries()) {
        const to = ends[index] ?? end
        if (role !== null) texts[role] = Buffer.from(bytes.subarray(from, to)).toString('utf8')
        from = to + 1
      }
      if (texts.instrument !== instrument && !hasOthers) {
        const found = JSON.stringify(texts.instrument.slice(0, 80))
        const { instrument: title } = titles
        return E.left(`${where}: ${title}: expected ${instrument} in every row, found ${found}`)
      }
      if (texts.instrument === instrument) {
        const row = fundingRow({ ...texts, line }, layout.isSnapped === true, titles)
        if (E.isLeft(row)) return E.left(`${where}: ${row.left}`)
        rows.push(row.right)
      }
    }
    start = next
  }
  return E.right({ rows, allLines: line })
}

/** What the layout calls the fields that are read, for messages. */
function titlesOf({ columns }: FundingLayout): Readonly<Record<NonNullable<FundingField>, string>> {
  const titles = { time: '', rate: '', instrument: '' }
  for (const [title, field] of columns) if (field !== null) titles[field] = title
  return titles
}
