import * as TE from 'fp-ts/TaskEither'
import type { Ledger, StreamHead } from '@gridledger/domain'
import { run } from '../failure'
import { LINK_EVENTS } from './chain'

/** A ledger as it stood when these heads were read, whatever is appended to it since: no other stream. */
export function frozenLedger(ledger: Ledger, heads: readonly StreamHead[]): Ledger {
  const kept = new Map(heads.map((head) => [head.stream, head]))
  const eventsOf = (stream: string) => kept.get(stream)?.events ?? 0
  return {
    ...ledger,
    head: (stream) => TE.right(kept.get(stream)),
    read: (stream, from = 0, to = Infinity) =>
      ledger.read(stream, from, Math.min(to, eventsOf(stream))),
    links: (stream) =>
      TE.map((links: readonly string[]) =>
        links.slice(0, Math.floor(eventsOf(stream) / LINK_EVENTS)),
      )(ledger.links(stream)),
    streams: () => TE.right([...kept.keys()].sort()),
  }
}

/** The heads of those of these streams that are there, read one after the other in their order. */
export async function headsOf(
  ledger: Ledger,
  streams: readonly string[],
): Promise<readonly StreamHead[]> {
  const heads: StreamHead[] = []
  for (const stream of streams) {
    const head = await run(ledger.head(stream))
    if (head !== undefined) heads.push(head)
  }
  return heads
}
