import { setImmediate as nextTurn } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
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
 * refuses is compared with what is there. A batch of which the first parts are there, for it was
 * interrupted or another process is at it, is gone on with.
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
  const end = known.right
  const proposal = { stream, expectedRevision, batch }
  switch (placeOf(end.events, expectedRevision, length)) {
    case 'within':
      return repeated(appending, proposal)
    case 'end':
      checkContent({ name: stream, content: end.content }, batch)
      return appendParts(appending, proposal, 0, end)
    case 'conflict': {
      const rows = end.events - expectedRevision - 1
      if (!partEnds(stream, batch).includes(rows)) return conflict(proposal, end)
      const isSame = await holds(
        appending.server,
        stream,
        expectedRevision + 1,
        sliceBatch(batch, 0, rows),
      )
      if (E.isLeft(isSame)) return isSame
      return isSame.right ? appendParts(appending, proposal, rows, end) : conflict(proposal, end)
    }
  }
}

/** A batch and where it is to stand. */
interface Proposed {
  readonly stream: string
  readonly expectedRevision: number
  readonly batch: EventBatch
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

const conflict = ({ stream, expectedRevision }: Proposed, { events }: KnownEnd) =>
  E.left({ kind: 'conflict' as const, stream, expectedRevision, actualRevision: events - 1 })

/** The answer to an append whose events would lie among those that are there. */
async function repeated(
  appending: Appending,
  proposed: Proposed,
): Promise<E.Either<LedgerError, StreamHead>> {
  const { stream, expectedRevision, batch } = proposed
  const from = expectedRevision + 1
  const events = from + batchLength(batch)
  const isSame = await holds(appending.server, stream, from, batch)
  if (E.isLeft(isSame)) return isSame
  const end = await readEnd(appending, stream)
  if (E.isLeft(end)) return end
  if (!isSame.right) return conflict(proposed, end.right)
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

/** Appends the rows of a batch from `start` on, where the stream ends. */
async function appendParts(
  appending: Appending,
  proposed: Proposed,
  start: number,
  known: KnownEnd,
): Promise<E.Either<LedgerError, StreamHead>> {
  const { server, list, ends } = appending
  const { stream, expectedRevision, batch } = proposed
  const firstRevision = expectedRevision + 1
  const before =
    known.chain === null ? await readChain(server, stream, known.events) : E.right(known.chain)
  if (E.isLeft(before)) return before
  // All is hashed before anything is sent: what is no row of its type is found here.
  const parts = chained(before.right, batch, start, partEnds(stream, batch))
  if (known.events === 0) {
    const listed = await list.add(stream)
    if (E.isLeft(listed)) return listed
  }
  const place = { stream, serverStream: server.nameOf(stream), firstRevision, batch }
  const proposalOf = ({ from, to, stored }: ChainedPart) => serverEvents(place, from, to, stored)
  let { events, value } = known
  let proposal = parts.slice(0, 1).flatMap(proposalOf)
  for (const [index, { from, to, chain }] of parts.entries()) {
    const asked = server.append(stream, events - 1, proposal)
    asked.catch(() => undefined)
    // Once it is sent, the next part is made ready while the server writes this one.
    await nextTurn()
    proposal = parts.slice(index + 1, index + 2).flatMap(proposalOf)
    const answer = await asked
    if (E.isLeft(answer)) return answer
    if (answer.right === 'conflict') {
      const isThere = await isThereAlready(appending, proposed, from, to)
      if (E.isLeft(isThere)) return isThere
    }
    events = firstRevision + to
    value = chainValue(chain)
    ends.set(stream, { events, content: contentOf(batch), value, chain })
  }
  return E.right({ stream, events, chain: value })
}

function contentOf(batch: EventBatch): ServerHead['content'] {
  if (batch.kind === 'sparse') return { kind: 'sparse' }
  const { kind, type, causeStream } = batch
  return { kind, type, causeStream }
}

/** After a refusal: whether another process has appended the very same events meanwhile. */
async function isThereAlready(
  appending: Appending,
  proposed: Proposed,
  from: number,
  to: number,
): Promise<E.Either<LedgerError, true>> {
  const { stream, expectedRevision, batch } = proposed
  const found = await readEnd(appending, stream)
  if (E.isLeft(found)) return found
  const first = expectedRevision + 1
  if (found.right.events < first + to) return conflict(proposed, found.right)
  const part = sliceBatch(batch, from, to)
  const isSame = await holds(appending.server, stream, first + from, part)
  return E.flatMap(isSame, (same) =>
    same ? E.right(true as const) : conflict(proposed, found.right),
  )
}

interface ChainedPart {
  /** Its rows of the batch: from this one to before that. */
  readonly from: number
  readonly to: number
  /** The chain after the part. */
  readonly chain: Chain
  /** The chain by revision where an event is to hold it: at the end of each link and of the part. */
  readonly stored: ReadonlyMap<number, string>
}

/** The parts of a batch that end after row `start`, with the chain that goes on from `before`. */
function chained(
  before: Chain,
  batch: EventBatch,
  start: number,
  ends: readonly number[],
): readonly ChainedPart[] {
  let chain = before
  let from = start
  return ends
    .filter((to) => to > start)
    .map((to) => {
      const firstLink = Math.floor(chain.events / LINK_EVENTS)
      chain = copyChain(chain)
      const whole = extendChain(chain, batch, from, to)
      const stored = new Map(
        whole.map((value, index) => [
          (firstLink + index + 1) * LINK_EVENTS - 1,
          value.toString('hex'),
        ]),
      )
      stored.set(chain.events - 1, chainValue(chain))
      const part = { from, to, chain, stored }
      from = to
      return part
    })
}
