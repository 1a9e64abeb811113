import * as E from 'fp-ts/Either'
import { Time } from './seasonFile'

/** A moment of a season as a command takes it: a time, or a revision of the stream it counts in. */
export type PointInTime =
  | { readonly kind: 'time'; readonly timeMicros: number }
  | { readonly kind: 'revision'; readonly revision: number }

const EXPECTED =
  'expected a time with its zone such as 2025-11-03T12:00:00Z, or a revision such as 1234'

/** A time as ISO 8601 or as it is printed (`2025-11-03 12:00 UTC`), or a revision. */
export function parsePoint(text: string): E.Either<string, PointInTime> {
  const refused = E.left(`${EXPECTED}, found ${JSON.stringify(text)}`)
  if (/^\d+$/.test(text)) {
    const revision = Number(text)
    return Number.isSafeInteger(revision) ? E.right({ kind: 'revision', revision }) : refused
  }
  const iso = text
    .trim()
    .replace(/^(\d{4}-\d\d-\d\d) /, '$1T')
    .replace(/ (UTC|GMT)$/, 'Z')
    .replace(/ GMT([+-]\d\d:\d\d)$/, '$1')
  const time = Time.decode(iso)
  return E.isLeft(time) ? refused : E.right({ kind: 'time', timeMicros: time.right })
}
