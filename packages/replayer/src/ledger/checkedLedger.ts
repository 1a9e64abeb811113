import * as E from 'fp-ts/Either'
import type { Ledger, LedgerError, ReadBatch } from '@gridledger/domain'
import { chainValue, extendChain, startChain } from './chain'

/**
 * A ledger whose whole reads are checked: one that has gone from a stream's first event to its last
 * ends with an error (corrupt) where these are not the events whose hash is stored. What reads a part
 * of a stream is not checked.
 */
export function checkedLedger(ledger: Ledger): Ledger {
  return {
    ...ledger,
    read: (stream, from = 0, to = Infinity) =>
      from === 0 && to === Infinity ? readWhole(ledger, stream) : ledger.read(stream, from, to),
  }
}

async function* readWhole(
  ledger: Ledger,
  stream: string,
): AsyncIterable<E.Either<LedgerError, ReadBatch>> {
  const chain = startChain(stream)
  for await (const read of ledger.read(stream)) {
    if (E.isRight(read)) {
      const hashed = E.tryCatch(() => extendChain(chain, read.right.batch), String)
      if (E.isLeft(hashed)) yield E.left(corrupt(ledger, stream, hashed.left))
      if (E.isLeft(hashed)) return
    }
    yield read
  }
  const head = await ledger.head(stream)()
  if (E.isLeft(head)) yield head
  // Another process may have appended meanwhile: then nothing can be said.
  else if (head.right?.events === chain.events && head.right.chain !== chainValue(chain))
    yield E.left(corrupt(ledger, stream, 'their hash is another than the one stored'))
}

function corrupt({ address }: Ledger, stream: string, why: string): LedgerError {
  const [, owner = ''] = /^(?:season|run|checks)-(.*)$/.exec(stream) ?? []
  const way = owner === '' ? 'verify SEASON' : `verify ${owner}`
  const message = `${address}: these are not the events that were recorded, for ${why}; \`npx gridledger ${way}\` names the place`
  return { kind: 'corrupt', stream, revision: null, message }
}
