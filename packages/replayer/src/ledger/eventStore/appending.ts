import { either as E } from 'fp-ts'
import { type EventBatch, type LedgerError, type StreamHead, batchLength } from '@gridledger/domain'
import { checkContent, placeOf } from '../appendTo'
import { type Chain, LINK_EVENTS, chainValue, copyChain, extendChain, startChain } from '../chain'
import { sameEvents } from '../sameEvents'
import { sliceBatch } from '../sliceBatch'
import { partEnds } from './parts'
import { type ServerHead, readChain, readHead, readSlice } from './reading'
import type { Server } from './server'
import { serverEvents } from './serverEvents'
import type { StreamList } from './streamList'

/** The end of a stream as this process knows it: valid as long as no other appends. */
export interface KnownEnd {
  readonly events: number
  readonly content: ServerHead['content'] | null
  readonly value: string
  /** Null where only its value is known. */
  readonly chain: Chain | null
}

/** The state that the appends of one ledger share. */
export interface Appending {
  readonly server: Server
  readonly list: StreamList
  readonly ends: Map<string, KnownEnd>
}

/**
 * Appends a batch in parts, each of them all or nothing. The server decides who is first; what it
 * refuses is compared with what is there.
 */
export async function appendBatch(
  appending: Appending,
  stream: string,
  expectedRevision: number,
  batch: EventBatch,
): Promise<E.Either<LedgerError, StreamHead>> {
  const length = batchLength(batch)
  const cached = appending.ends.get(stream)
  const known =
    cached?.events === expectedRevision + 1 ? E.right(cached) : await readEnd(appending, stream)
  if (E.isLeft(known)) return known
  const place = placeOf(known.right.events, expectedRevision, length)
  if (place === 'conflict') return conflict(stream, expectedRevision, known.right)
  if (place === 'within') return repeated(appending, stream, expectedRevision, batch)
  checkContent({ name: stream, content: known.right.content }, batch)
  return appendParts(appending, stream, expectedRevision, batch, known.right)
}

/** The stream's end as the server has it now. */
async function readEnd(
  { server, ends }: Appending,
  stream: string,
): Promise<E.Either<LedgerError, KnownEnd>> {
  const head = await readHead(server, stream)
  return E.map((found: ServerHead | undefined): KnownEnd => {
    const start = startChain(stream)
    const end =
      found === undefined
        ? { events: 0, content: null, value: chainValue(start), chain: start }
        : { events: found.events, content: found.content, value: found.chain, chain: null }
    ends.set(stream, end)
    return end
  })(head)
}

const conflict = (stream: string, expectedRevision: number, { events }: KnownEnd) =>
  E.left({ kind: 'conflict' as const, stream, expectedRevision, actualRevision: events - 1 })

/** The answer to an append whose events would lie among those that are there. */
async function repeated(
  appending: Appending,
  stream: string,
  expectedRevision: number,
  batch: EventBatch,
): Promise<E.Either<LedgerError, StreamHead>> {
  const from = expectedRevision + 1
  const events = from + batchLength(batch)
  const isSame = await holds(appending.server, stream, from, batch)
  if (E.isLeft(isSame)) return isSame
  const end = await readEnd(appending, stream)
  if (E.isLeft(end)) return end
  if (!isSame.right) return conflict(stream, expectedRevision, end.right)
  if (events === end.right.events) return E.right({ stream, events, chain: end.right.value })
  const chain = await readChain(appending.server, stream, events)
  return E.map((value: Chain) => ({ stream, events, chain: chainValue(value) }))(chain)
}

/** Whether the events of a stream from a revision on are those of a batch, all of which are there. */
async function holds(
  server: Server,
  stream: string,
  from: number,
  batch: EventBatch,
): Promise<E.Either<LedgerError, boolean>> {
  const slice = await readSlice(server, stream, from, from + batchLength(batch))
  return E.map((found: readonly EventBatch[]) => {
    let row = 0
    return found.every((stored) => {
      const end = row + batchLength(stored)
      const isSame = sameEvents(sliceBatch(batch, row, end), stored)
      row = end
      return isSame
    })
  })(slice)
}

async function appendParts(
  appending: Appending,
  stream: string,
  expectedRevision: number,
  batch: EventBatch,
  known: KnownEnd,
): Promise<E.Either<LedgerError, StreamHead>> {
  const { server, list, ends } = appending
  const first = expectedRevision + 1
  const start = known.chain === null ? await readChain(server, stream, first) : E.right(known.chain)
  if (E.isLeft(start)) return start
  // All is hashed before anything is sent: what is no row of its type is found here.
  const parts = chained(start.right, batch, partEnds(stream, batch))
  if (first === 0) {
    const listed = await list.add(stream)
    if (E.isLeft(listed)) return listed
  }
  const proposal = { stream, serverStream: server.nameOf(stream), firstRevision: first, batch }
  let row = 0
  for (const { end, chain, stored } of parts) {
    if (row < end) {
      const events = serverEvents(proposal, row, end, stored)
      const answer = await server.append(stream, first + row - 1, events)
      if (E.isLeft(answer)) return answer
      if (answer.right === 'conflict') {
        const isThere = await isThereAlready(appending, stream, expectedRevision, batch, row, end)
        if (E.isLeft(isThere)) return isThere
      }
    }
    row = Math.max(row, end)
    const content = batch.kind === 'sparse' ? { kind: batch.kind } : batch
    ends.set(stream, { events: first + end, content, value: chainValue(chain), chain })
  }
  const { events, value } = ends.get(stream) ?? known
  return E.right({ stream, events, chain: value })
}

/** After a refusal: whether another process has appended the very same events meanwhile. */
async function isThereAlready(
  appending: Appending,
  stream: string,
  expectedRevision: number,
  batch: EventBatch,
  row: number,
  end: number,
): Promise<E.Either<LedgerError, true>> {
  const found = await readEnd(appending, stream)
  if (E.isLeft(found)) return found
  const first = expectedRevision + 1
  if (found.right.events < first + end) return conflict(stream, expectedRevision, found.right)
  const isSame = await holds(appending.server, stream, first + row, sliceBatch(batch, row, end))
  return E.flatMap(isSame, (same) =>
    same ? E.right(true as const) : conflict(stream, expectedRevision, found.right),
  )
}

interface ChainedPart {
  readonly end: number
  /** The chain after the part. */
  readonly chain: Chain
  /** The chain by revision where an event is to hold it: at the end of each link and of the part. */
  readonly stored: ReadonlyMap<number, string>
}

function chained(start: Chain, batch: EventBatch, ends: readonly number[]): readonly ChainedPart[] {
  let chain = start
  let row = 0
  return ends.map((end) => {
    const firstLink = Math.floor(chain.events / LINK_EVENTS)
    chain = copyChain(chain)
    const whole = extendChain(chain, batch, row, end)
    row = end
    const stored = new Map(
      whole.map((value, index) => [
        (firstLink + index + 1) * LINK_EVENTS - 1,
        value.toString('hex'),
      ]),
    )
    stored.set(chain.events - 1, chainValue(chain))
    return { end, chain, stored }
  })
}
