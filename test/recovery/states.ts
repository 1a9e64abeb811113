import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { type Ledger, type StreamHead, batchLength } from '@gridledger/domain'
import { embeddedLedger } from '@gridledger/replayer'
import { chainValue, extendChain, startChain } from '../../packages/replayer/src/ledger/chain'
import { run } from '../../packages/replayer/src/failure'
import { right } from '../support/tapes'
import { withAppend } from '../support/withAppend'

/** What a ledger holds: `stream events chain`, a line for each stream in order of name. */
export type State = string

const stateOf = (heads: Iterable<StreamHead>): State =>
  [...heads]
    .sort((a, b) => (a.stream < b.stream ? -1 : 1))
    .map(({ stream, events, chain }) => `${stream} ${events} ${chain}`)
    .join('\n')

/**
 * Every state that a ledger goes through while something is recorded into it undisturbed: before
 * the first append, and after each. What was interrupted leaves one of these or it lost something.
 */
export async function statesOf(
  path: string,
  record: (ledger: Ledger) => Promise<void>,
): Promise<readonly State[]> {
  const ledger = right(embeddedLedger(path))
  const heads = new Map<string, StreamHead>()
  const states = [stateOf([])]
  const append: Ledger['append'] = (...what) => {
    return async () => {
      const answer = await ledger.append(...what)()
      const head = right(answer)
      heads.set(head.stream, head)
      states.push(stateOf(heads.values()))
      return answer
    }
  }
  await record(withAppend(ledger, append))
  ledger.close()
  return states
}

/**
 * The state of a ledger's file, from its events and not from what it says of them: it is sound, it
 * can be read without writing, and each stream's events hash to the chain that is stored.
 */
export async function stateIn(path: string): Promise<State> {
  // While the file is made, and holds nothing, SQLite may have to roll back before it can be read.
  const readOnly = !existsSync(`${path}-journal`)
  const database = new DatabaseSync(path, { readOnly })
  expect({ ...database.prepare('PRAGMA integrity_check').get() }).toEqual({ integrity_check: 'ok' })
  database.close()
  const ledger = right(embeddedLedger(path, true))
  const heads: StreamHead[] = []
  for (const stream of await run(ledger.streams())) {
    const head = await run(ledger.head(stream))
    const chain = startChain(stream)
    for await (const read of ledger.read(stream)) {
      const { firstRevision, batch } = right(read)
      expect(firstRevision).toBe(chain.events)
      extendChain(chain, batch, 0, batchLength(batch))
    }
    const found = { stream, events: chain.events, chain: chainValue(chain) }
    expect(found).toEqual(head)
    heads.push(found)
  }
  ledger.close()
  return stateOf(heads)
}
