import * as E from 'fp-ts/Either'
import { parseDecimal } from '@gridledger/domain'

/** A published funding rate, and the line (of JSON: the row) of the file that it stands on, from 1. */
export interface FundingRow {
  readonly timeMicros: number
  /** As the file writes it; exponent form is kept. */
  readonly rate: string
  readonly line: number
}

/** What a source calls its fields. */
export type FundingTitles = Readonly<Record<'time' | 'rate', string>>

const HOUR_MS = 3_600_000
/** Exchanges stamp a rate when they have computed it, up to some seconds after it is due. */
const LATEST_MS = 60_000

/**
 * A rate from its texts; `isSnapped` brings a stamp that is up to a minute late back to its hour.
 * A Left says what was expected and what came, and names the field where `titles` are given.
 */
export function fundingRow(
  { time, rate, line }: { readonly time: string; readonly rate: string; readonly line: number },
  isSnapped: boolean,
  titles?: FundingTitles,
): E.Either<string, FundingRow> {
  const of = (field: keyof FundingTitles) => (titles === undefined ? '' : `${titles[field]}: `)
  if (!/^\d{12,14}$/.test(time)) {
    const found = JSON.stringify(time.slice(0, 80))
    return E.left(`${of('time')}expected a time in milliseconds, found ${found}`)
  }
  const parsed = parseDecimal(rate)
  if (parsed === undefined || parsed.abs().gte(1)) {
    const found = JSON.stringify(rate.slice(0, 80))
    return E.left(`${of('rate')}expected a rate between -1 and 1, found ${found}`)
  }
  const stamp = Number(time)
  const late = stamp % HOUR_MS
  const due = isSnapped && late <= LATEST_MS ? stamp - late : stamp
  return E.right({ timeMicros: due * 1000, rate, line })
}
