import * as E from 'fp-ts/Either'
import type { EventData } from '@eventstore/db-client'
import type { LedgerError } from '@gridledger/domain'
import type { Server } from './server'
import { eventId } from './serverEvents'

/** A stream of links to the first event of every stream of a ledger. */
const LIST = 'gridledger-streams'

/** The names of a ledger's streams: a server tells its own only where its projections are run. */
export interface StreamList {
  /** To be called before a stream is begun. */
  readonly add: (stream: string) => Promise<E.Either<LedgerError, void>>
  /** Those that have events, in order of their names. */
  readonly names: () => Promise<E.Either<LedgerError, readonly string[]>>
}

export function streamList(server: Server): StreamList {
  const suffix = server.nameOf('')
  return {
    add: async (stream) => {
      for (;;) {
        const read = await server.read(LIST, { from: 'last', count: 1 })
        if (E.isLeft(read)) return read
        const last = read.right[0]?.revision ?? -1
        const added = await server.append(LIST, last, [linkTo(server, stream, last + 1)])
        if (E.isLeft(added)) return added
        // Another process has added one meanwhile.
        if (added.right === 'done') return E.right(undefined)
      }
    },
    names: async () => {
      const all = { from: 0, count: Number.MAX_SAFE_INTEGER, isResolved: true }
      return E.map((events: readonly { readonly serverStream: string }[]) => {
        const names = events.map(({ serverStream }) =>
          serverStream.slice(0, serverStream.length - suffix.length),
        )
        return [...new Set(names)].sort()
      })(await server.read(LIST, all))
    },
  }
}

/** Links are binary: the server does not follow one that is JSON. */
function linkTo({ nameOf }: Server, stream: string, revision: number): EventData {
  const data = Buffer.from(`0@${nameOf(stream)}`)
  const id = eventId(nameOf(LIST), revision, data)
  return { contentType: 'application/octet-stream', id, type: '$>', data, metadata: undefined }
}
