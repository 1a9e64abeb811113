import { either as E } from 'fp-ts'
import { parseDecimal } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'

/** A published funding rate, and the line of the file (from 1) that it stands on. */
export interface FundingRow {
  readonly timeMicros: number
  /** As the file writes it; exponent form is kept. */
  readonly rate: string
  readonly line: number
}

/** Funding rates of a plain CSV with the header `ts_ms_utc,funding_rate`, in order of time. */
export function parseFunding(
  file: string,
  bytes: Uint8Array,
): E.Either<string, readonly FundingRow[]> {
  const [header = '', ...lines] = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
  if (header !== 'ts_ms_utc,funding_rate') {
    return E.left(
      `${file}, line 1: expected the header ts_ms_utc,funding_rate, found ${JSON.stringify(header.slice(0, 80))}`,
    )
  }
  const rows: FundingRow[] = []
  for (const [index, text] of lines.entries()) {
    if (text === '' && index === lines.length - 1) continue
    const where = `${file}, line ${index + 2}`
    const [time = '', rate = '', ...more] = text.split(',')
    if (!/^\d{12,14}$/.test(time) || more.length > 0) {
      return E.left(
        `${where}: expected milliseconds and a rate, found ${JSON.stringify(text.slice(0, 80))}`,
      )
    }
    const parsed = parseDecimal(rate)
    if (parsed === undefined || parsed.abs().gte(1)) {
      return E.left(
        `${where}: funding_rate: expected a rate between -1 and 1, found ${JSON.stringify(rate)}`,
      )
    }
    const timeMicros = Number(time) * 1000
    const previous = rows.at(-1)?.timeMicros ?? 0
    if (timeMicros <= previous) {
      return E.left(
        `${where}: expected a time after ${isoTime(previous)}, found ${isoTime(timeMicros)}`,
      )
    }
    rows.push({ timeMicros, rate, line: index + 2 })
  }
  return E.right(rows)
}
