import { setImmediate as nextTurn } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import {
  type EventBatch,
  type LedgerError,
  type ReadBatch,
  type StreamHead,
} from '@gridledger/domain'
import { type Chain, LINK_EVENTS, extendChain, resumeChain, startChain } from '../chain'
import { Damage } from '../damage'
import type { Server } from './server'
import { type ServerEvent, type StoredEnd, batchOf, storedEnd } from './serverEvents'

/** Events of one call: as many as a link of the hash chain covers. */
const PAGE_EVENTS = LINK_EVENTS

/** The end of a stream as the server has it. */
export interface ServerHead extends StreamHead {
  readonly content: StoredEnd['content']
}

/** Undefined for a stream that has no events. */
export async function readHead(
  server: Server,
  stream: string,
): Promise<E.Either<LedgerError, ServerHead | undefined>> {
  return E.flatMap(await server.read(stream, { from: 'last', count: 1 }), ([last]) =>
    last === undefined
      ? E.right(undefined)
      : sound(server, () => ({ stream, events: last.revision + 1, ...storedEnd(stream, last) })),
  )
}

/**
 * The events that are there when the reading begins, in pages. While a page is decoded and worked
 * with, two more are on their way, so that the server never waits to be asked.
 */
export async function* readPages(
  server: Server,
  stream: string,
  from: number,
  to: number,
): AsyncIterable<E.Either<LedgerError, ReadBatch>> {
  const first = Math.max(from, 0)
  let end = to
  // What one call gives is of one moment; where more are needed, the first says where to end.
  if (!(end - first <= PAGE_EVENTS)) {
    const head = await readHead(server, stream)
    if (E.isLeft(head)) yield head
    if (E.isLeft(head) || head.right === undefined) return
    end = Math.min(end, head.right.events)
  }
  const pageAt = async (revision: number) =>
    revision < end
      ? server.read(stream, { from: revision, count: Math.min(end - revision, PAGE_EVENTS) })
      : E.right([])
  let [revision, coming, after] = [first, pageAt(first), pageAt(first + PAGE_EVENTS)]
  for (;;) {
    const events = await coming
    if (E.isLeft(events)) yield events
    if (E.isLeft(events) || events.right.length === 0) return
    const { length } = events.right
    coming = length === PAGE_EVENTS ? after : pageAt(revision + length)
    after = pageAt(revision + length + PAGE_EVENTS)
    // Once it is asked for.
    await nextTurn()
    const page = decodedPage(server, stream, revision, events.right)
    yield page
    if (E.isLeft(page)) return
    revision += length
  }
}

/** The events of a page, which begins at a revision. */
function decodedPage(
  server: Server,
  stream: string,
  firstRevision: number,
  events: readonly ServerEvent[],
): E.Either<LedgerError, ReadBatch> {
  return sound(server, () => {
    requireNeighbours(stream, firstRevision, events)
    return { stream, firstRevision, batch: batchOf(stream, events) }
  })
}

function requireNeighbours(stream: string, from: number, events: readonly ServerEvent[]): void {
  const gap = events.findIndex(({ revision }, index) => revision !== from + index)
  if (gap >= 0) throw new Damage(stream, from + gap, 'the event is missing: the stream was cut')
}

/** Events `from` to before `to`, all of them. */
export async function readSlice(
  server: Server,
  stream: string,
  from: number,
  to: number,
): Promise<E.Either<LedgerError, readonly EventBatch[]>> {
  const batches: EventBatch[] = []
  let found = from
  for await (const read of readPages(server, stream, from, to)) {
    if (E.isLeft(read)) return read
    batches.push(read.right.batch)
    found +=
      read.right.batch.kind === 'sparse' ? read.right.batch.events.length : read.right.batch.count
  }
  return found === to
    ? E.right(batches)
    : sound(server, () => {
        throw new Damage(stream, found, 'the event is missing')
      })
}

/** The hash chain of a stream's first `events` events: whole links as stored, the rest hashed anew. */
export async function readChain(
  server: Server,
  stream: string,
  events: number,
): Promise<E.Either<LedgerError, Chain>> {
  const links = Math.floor(events / LINK_EVENTS)
  const whole = links === 0 ? E.right(null) : await readLink(server, stream, links - 1)
  if (E.isLeft(whole)) return whole
  const chain =
    whole.right === null ? startChain(stream) : resumeChain(links, Buffer.from(whole.right, 'hex'))
  const rest = await readSlice(server, stream, links * LINK_EVENTS, events)
  return E.map((batches: readonly EventBatch[]) => {
    for (const batch of batches) extendChain(chain, batch)
    return chain
  })(rest)
}

/** h of a whole link, hex, as it was stored in the metadata of the link's last event. */
export async function readLink(
  server: Server,
  stream: string,
  link: number,
): Promise<E.Either<LedgerError, string>> {
  const revision = (link + 1) * LINK_EVENTS - 1
  const read = await server.read(stream, { from: revision, count: 1 })
  return E.flatMap(read, ([last]) =>
    sound(server, () => {
      if (last?.revision !== revision)
        throw new Damage(stream, revision, `link ${link} of its hash chain is missing`)
      return storedEnd(stream, last).chain
    }),
  )
}

/** Work on what a server gave, with what cannot be as a value. */
export function sound<A>({ address }: Server, work: () => A): E.Either<LedgerError, A> {
  try {
    return E.right(work())
  } catch (error) {
    if (!(error instanceof Damage)) throw error
    const { stream, revision } = error
    const message = `${address.shown}: ${error.message}`
    return E.left({ kind: 'corrupt', stream, revision, message })
  }
}
