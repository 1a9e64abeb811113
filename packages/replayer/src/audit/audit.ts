import type { Ledger } from '@gridledger/domain'
import { followsCheck } from '@gridledger/projections'
import { isOutOfBounds } from '../failure'
import { type Account, accountAt } from './account'
import { type Step, chainOf } from './chain'
import { envelopeProblems } from './envelope'
import { type Pairing, pairingOf } from './pairing'
import { type Placed, type Records, isOf, recordsOf } from './records'
import { type Reference, placeText } from './reference'
import type { RunBook } from './runBook'
import { type Books, type Subject, subjectOf } from './subject'
import { type Evidence, type Working, differs } from './working'
import { type Words, wordsOf } from './words'
import { amendedWorkings, refusedWorkings, startedWorkings } from './workings/grid'
import {
  checkWorkings,
  fundingWorkings,
  liquidatedWorkings,
  stopWorkings,
  stoppedWorkings,
} from './workings/money'
import { cancelledWorkings, filledWorkings, placedWorkings } from './workings/orders'
import { tapeWorkings } from './workings/tape'

/** Why an event happened, and its figures counted again. */
export interface Audit {
  readonly subject: Subject
  readonly words: Words
  /** The event itself first, then its causes, nearest first. */
  readonly steps: readonly Step[]
  readonly workings: readonly Working[]
  /** Of a run's event, at the mark of its tick; a check has no after. */
  readonly account: { readonly before: Account | null; readonly after: Account | null } | null
  readonly pairing: Pairing | null
  /** What is recorded and is not so, in sentences: empty where all agrees. */
  readonly problems: readonly string[]
}

/** Audits one event after the other of a ledger, reading what they share once. */
export interface Auditor {
  readonly records: Records
  readonly books: Books
  /** Throws Failure (not found) where there is no such event. */
  readonly audit: (reference: Reference, timeZone: string) => Promise<Audit>
}

export function auditorOf(ledger: Ledger): Auditor {
  const records = recordsOf(ledger)
  const books: Books = new Map()
  const audit = async (reference: Reference, timeZone: string) =>
    auditOf(records, await subjectOf(records, books, reference), timeZone)
  return { records, books, audit }
}

async function auditOf(records: Records, subject: Subject, timeZone: string): Promise<Audit> {
  const { placed, book } = subject
  const words = wordsOf(subject.units, timeZone)
  const { steps, missing } = await chainOf(records, subject)
  const judged = book === null ? null : await judge(records, subject, book, words)
  const counted = judged ?? NOTHING
  const workings = book === null ? await tapeWorkings(placed, subject, records) : counted.workings
  const isFill = isOf('OrderFilled')(placed)
  const isCounted = counted.account !== null
  const pairing = book === null || !isFill || !isCounted ? null : pairingOf(book, placed.revision)
  const place = placeText(placed)
  const problems = [
    ...counted.problems,
    ...(await envelopeProblems(records, subject)),
    ...missing.map((cause) => `${place}: ${placeText(cause)} on the way back is not in the ledger`),
    ...workings.filter(differs).map(({ name, value, recorded }) => {
      return `${place}: ${name}: expected ${value}, found ${recorded ?? 'nothing'}`
    }),
  ]
  return { subject, words, steps, workings, account: counted.account, pairing, problems }
}

type Judged = Pick<Audit, 'workings' | 'account' | 'problems'>
const NOTHING: Judged = { workings: [], account: null, problems: [] }

/** The figures of a run's event from the bot before it, and the account on both sides of it. */
async function judge(
  records: Records,
  subject: Subject,
  book: RunBook,
  words: Words,
): Promise<Judged> {
  const { placed, tape } = subject
  const { event } = placed
  try {
    const market = await records.market(tape, event.tick ?? 0)
    if (market === undefined) return NOTHING
    const isCheck = isOf('LiquidationChecked')(placed)
    const revision = isCheck ? revisionOfCheck(book, placed) : placed.revision
    const standing = book.before(revision)
    const workings = await workingsOf({ event, subject, records, words, standing, market })
    const before = accountAt(standing, market.markTicks)
    if (isCheck) return { workings, account: { before, after: null }, problems: [] }
    const after = accountAt(book.before(revision + 1), market.markTicks)
    return { workings, account: { before, after }, problems: [] }
  } catch (error) {
    if (!isOutOfBounds(error)) throw error
    const problem = `${placeText(placed)}: its figures cannot be counted: ${String(error)}`
    return { ...NOTHING, problems: [problem] }
  }
}

/** Where a check stands among its run's events: after the orders of its tick. */
function revisionOfCheck({ events, firstOwn }: RunBook, { event }: Placed): number {
  const tick = event.tick ?? 0
  const index = events.findIndex(
    (other, place) =>
      place >= firstOwn &&
      ((other.tick ?? 0) > tick || (other.tick === tick && followsCheck(other))),
  )
  return index < 0 ? events.length : index
}

async function workingsOf(evidence: Evidence): Promise<readonly Working[]> {
  const { event } = evidence
  switch (event.type) {
    case 'GridStarted':
      return startedWorkings({ ...evidence, event })
    case 'OrderPlaced':
      return placedWorkings({ ...evidence, event })
    case 'OrderFilled':
      return filledWorkings({ ...evidence, event })
    case 'OrderCancelled':
      return cancelledWorkings({ ...evidence, event })
    case 'FundingSettled':
      return fundingWorkings({ ...evidence, event })
    case 'LiquidationChecked':
      return checkWorkings({ ...evidence, event })
    case 'PositionLiquidated':
      return liquidatedWorkings({ ...evidence, event })
    case 'TakeProfitTriggered':
      return stopWorkings({ ...evidence, event })
    case 'StopLossTriggered':
      return stopWorkings({ ...evidence, event })
    case 'ParametersAmended':
      return amendedWorkings({ ...evidence, event })
    case 'AmendmentRefused':
      return refusedWorkings({ ...evidence, event })
    case 'GridStopped':
      return stoppedWorkings({ ...evidence, event })
    default:
      return []
  }
}
