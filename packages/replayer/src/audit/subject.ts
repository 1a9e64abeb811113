import {
  type Cause,
  type InstrumentUnits,
  type SparseData,
  instrumentUnits,
  runStream,
  tapeStream,
} from '@gridledger/domain'
import { Failure, notFound, run } from '../failure'
import { findRun, findSeason } from '../season/findRun'
import { type Placed, type Records, isOf } from './records'
import { type Reference, placeText } from './reference'
import { type RunBook, runBookOf } from './runBook'
import { grouped } from '../text/format'

/** The event that is audited, the tape that it stands on, and its run where it has one. */
export interface Subject {
  readonly placed: Placed
  readonly tape: string
  readonly opened: SparseData<'TapeOpened'>
  readonly units: InstrumentUnits
  readonly book: RunBook | null
}

/** Keeps the books of runs from one audit to the next. */
export type Books = Map<string, RunBook>

/** The event of a reference. Throws Failure (not found) with what there is instead. */
export async function subjectOf(
  records: Records,
  books: Books,
  reference: Reference,
): Promise<Subject> {
  if (reference.kind === 'fill') {
    const book = await bookOf(records, books, reference.run)
    const { stream, revision } = fillOf(book, reference.fill)
    return inRun(records, books, { stream, revision })
  }
  const [, kind = '', name = ''] = /^([a-z]+)-(.+)$/.exec(reference.stream) ?? []
  if (kind === 'run' || kind === 'checks') {
    await bookOf(records, books, name)
    return inRun(records, books, await eventOf(records, reference))
  }
  if (kind === 'season') {
    const { facts, tape, units } = await findSeason(records.ledger, name)
    const placed = await eventOf(records, reference)
    return { placed, tape: facts.tape, opened: tape, units, book: null }
  }
  const placed = await eventOf(records, reference)
  const opened = await records.find({ stream: tapeStream(name), revision: 0 })
  if (opened === undefined || !isOf('TapeOpened')(opened))
    throw notFound(`${records.ledger.address} has no tape ${name}`, name, [])
  const { data } = opened.event
  return { placed, tape: name, opened: data, units: instrumentUnits(data.instrument), book: null }
}

/** An event of a run: of a fork's past, that of the ancestor whose stream holds it. */
async function inRun(records: Records, books: Books, place: Cause): Promise<Subject> {
  const placed = await records.find(place)
  if (placed === undefined) throw new Error(`${placeText(place)} was found and is gone`)
  const book = await bookOf(records, books, placed.stream.replace(/^(run|checks)-/, ''))
  const { tape, units } = book.found
  return { placed, tape: tape.tape, opened: tape, units, book }
}

/** The book of a run, read once. */
export async function bookOf(records: Records, books: Books, name: string): Promise<RunBook> {
  const known = books.get(name)
  if (known !== undefined) return known
  const book = await runBookOf(records, await findRun(records.ledger, name))
  books.set(name, book)
  return book
}

function fillOf(book: RunBook, fill: number): Placed {
  const { run: name } = book.found
  const revision = book.events.findIndex(
    (event) => event.type === 'OrderFilled' && event.data.fill === fill,
  )
  const placed = book.placed(revision)
  if (placed !== undefined) return placed
  const count = book.events.filter(({ type }) => type === 'OrderFilled').length
  const there = count === 0 ? 'it has no fills' : `it has ${grouped(count)}, #1 to #${count}`
  throw new Failure({ kind: 'not-found', message: `${name} has no fill #${fill}; ${there}` })
}

async function eventOf(
  records: Records,
  { stream, revision }: Extract<Reference, { kind: 'event' }>,
): Promise<Placed> {
  const count = await records.count(stream)
  if (count === 0) {
    const names = await run(records.ledger.streams())
    const nearby = names.filter((name) => name.split('-', 1)[0] === stream.split('-', 1)[0])
    throw notFound(`${records.ledger.address} has no stream ${stream}`, stream, nearby)
  }
  const placed = await records.find({ stream, revision })
  if (placed !== undefined) return placed
  const there = `it has ${grouped(count)}, @0 to @${count - 1}`
  const message = `${stream} has no event @${revision}; ${there}`
  throw new Failure({ kind: 'not-found', message })
}

/** Whether an event is one of a run's own stream. */
export const isInRun = ({ book, placed }: Subject): boolean =>
  book !== null && placed.stream === runStream(book.found.run)
