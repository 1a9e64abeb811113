import * as E from 'fp-ts/Either'
import type { Ledger, LedgerError } from '@gridledger/domain'
import { appendEach } from '../appendEach'
import { LINK_EVENTS } from '../chain'
import { subscription } from '../subscription'
import { serverAddress } from './address'
import { type Appending, appendBatch } from './appending'
import { type ServerHead, readHead, readLink, readPages } from './reading'
import { type Server, serverAt } from './server'
import { serverSnapshots } from './serverSnapshots'
import { streamList } from './streamList'

/**
 * A ledger on EventStoreDB: an event of a stream is an event of the server. Nothing is asked of the
 * server before the first call. An append is all or nothing up to the server's limit of size; a
 * larger batch is cut between two ticks, and what a lost server leaves of it is gone on with.
 * A Left (unusable) says what of the address cannot be used, without its password.
 */
export function eventStoreLedger(text: string): E.Either<LedgerError, Ledger> {
  const address = serverAddress(text)
  if (E.isLeft(address)) return E.left({ kind: 'unusable', message: address.left })
  return E.right(ledgerOn(serverAt(address.right)))
}

function ledgerOn(server: Server): Ledger {
  const list = streamList(server)
  const appending: Appending = { server, list, ends: new Map() }
  const read = (stream: string, from = 0, to = Infinity) => readPages(server, stream, from, to)
  const append: Ledger['append'] = (stream, expectedRevision, batch) => () =>
    appendBatch(appending, stream, expectedRevision, batch)
  return {
    address: server.address.shown,
    append,
    appendAll: appendEach(append),
    read,
    subscribe: (stream, from = 0) =>
      subscription(
        from,
        (next) => read(stream, next),
        (next, left) => server.eventAt(stream, next, left),
      ),
    head: (stream) => async () =>
      E.map((head: ServerHead | undefined) => {
        return head && { stream, events: head.events, chain: head.chain }
      })(await readHead(server, stream)),
    links: (stream) => () => readLinks(server, stream),
    streams: () => list.names,
    snapshots: serverSnapshots(server),
    close: server.close,
  }
}

/** Links that are asked for at once. */
const LINKS_AT_ONCE = 16

async function readLinks(
  server: Server,
  stream: string,
): Promise<E.Either<LedgerError, readonly string[]>> {
  const head = await readHead(server, stream)
  if (E.isLeft(head)) return head
  const count = Math.floor((head.right?.events ?? 0) / LINK_EVENTS)
  const links: string[] = []
  while (links.length < count) {
    const asked = Array.from(
      { length: Math.min(LINKS_AT_ONCE, count - links.length) },
      (_, index) => readLink(server, stream, links.length + index),
    )
    for (const link of await Promise.all(asked)) {
      if (E.isLeft(link)) return link
      links.push(link.right)
    }
  }
  return E.right(links)
}
