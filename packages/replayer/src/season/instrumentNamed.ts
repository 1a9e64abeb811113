import * as E from 'fp-ts/Either'
import { INSTRUMENTS, type Instrument, nearestName } from '@gridledger/domain'

/** A known instrument; a Left says which there are, or which one was perhaps meant. */
export function instrumentNamed(name: string): E.Either<string, Instrument> {
  const instrument = Object.hasOwn(INSTRUMENTS, name) ? INSTRUMENTS[name] : undefined
  if (instrument !== undefined) return E.right(instrument)
  const known = Object.keys(INSTRUMENTS)
  const expected = nearestName(name, known) ?? known.join(' or ')
  return E.left(`expected ${expected}, found ${JSON.stringify(name)}`)
}
