import * as E from 'fp-ts/Either'
import { type Ledger, tapeStream } from '@gridledger/domain'
import { derivedTape } from '../derived/derivedTape'
import { derivedName, parseTapeMethod } from '../derived/tapeMethod'
import { Failure } from '../failure'
import { readSparse } from '../season/market'
import { readTape } from '../season/recordedSeason'
import { type Difference, differenceAt } from './difference'
import { tapeDifferenceFrom } from './sourceCheck'

/** Where a derived tape says that it comes from, and whether it could be derived again. */
export interface DerivedFrom {
  readonly from: string
  readonly method: string
  /** Whether the tape that it is derived from is in this ledger: without it nothing is compared. */
  readonly isSourceThere: boolean
}

/** What deriving a tape again has shown; null of a tape that is not derived from another. */
export interface DerivedCheck {
  readonly derived: DerivedFrom
  readonly difference: Difference | null
}

/** Derives a tape again from the tape of the ledger that it names, and holds every event against it. */
export async function derivedCheck(ledger: Ledger, tape: string): Promise<DerivedCheck | null> {
  const stream = tapeStream(tape)
  const [opened] = (await readSparse(ledger, stream)).events
  if (opened?.type !== 'TapeOpened' || opened.data.derived === undefined) return null
  const { from, method: text } = opened.data.derived
  const answer = (isSourceThere: boolean, difference: Difference | null): DerivedCheck => {
    return { derived: { from, method: text, isSourceThere }, difference }
  }
  const changed = (message: string) => answer(false, differenceAt('changed', stream, 0, message))
  const method = parseTapeMethod(text)
  if (E.isLeft(method)) return changed(`derived.method: ${method.left}`)
  const name = derivedName(from, method.right)
  if (name !== tape) return changed(`derived: ${from} by ${text} is ${name}`)
  try {
    const head = await readSparse(ledger, tapeStream(from))
    if (head.events.at(-1)?.type !== 'TapeSealed') return answer(false, null)
    const made = await derivedTape(await readTape(ledger, from), method.right)
    return E.isLeft(made)
      ? changed(`derived: nothing is derived from ${from}: ${made.left}`)
      : answer(true, await tapeDifferenceFrom(ledger, made.right))
  } catch (error) {
    if (!(error instanceof Failure) || error.problem.kind !== 'ledger') throw error
    const message = `${from}, of which it is ${text}, cannot be read: ${error.message}`
    return answer(false, differenceAt('unreadable', stream, null, message))
  }
}
