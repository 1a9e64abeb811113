import { setTimeout as delay } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import {
  type Append,
  type Ledger,
  type LedgerError,
  type ReadBatch,
  type StreamHead,
  batchLength,
} from '@gridledger/domain'
import { appendTo } from './appendTo'
import { type Chains, fileBatch, keptInFile } from './embeddedAppend'
import { type LedgerFile, attemptOn, closeFile, openFile, transaction } from './embeddedFile'
import { readEvents, readLinks } from './embeddedRead'
import { embeddedSnapshots } from './embeddedSnapshots'
import { type Statements, type StreamRow, findStream } from './embeddedStatements'
import { PAGE_ROWS } from './pages'
import { subscription } from './subscription'

const POLL_MILLISECONDS = 50
/** Pages of a dense stream that are read at once: 32,768 events. */
const DENSE_PAGES_A_BATCH = 8

/**
 * A ledger in one SQLite file: sparse events are rows, dense streams pages of columns. An append,
 * or several together, is one transaction, and on the disk (WAL, synchronous FULL) when it is answered.
 */
export function embeddedLedger(path: string, mustExist = false): E.Either<LedgerError, Ledger> {
  return E.map(ledgerOn)(openFile(path, mustExist))
}

function ledgerOn(file: LedgerFile): Ledger {
  const { path, database, sql } = file
  const chains: Chains = new Map()
  const task = <A>(stream: string, work: () => A) =>
    TE.fromIOEither(() => attemptOn(file, stream, work))
  const appendAll: Ledger['appendAll'] = (appends) =>
    TE.flatMapEither(
      task(appends[0]?.stream ?? '', () =>
        transaction(database, 'BEGIN IMMEDIATE', () => appendedHeads(sql, chains, appends)),
      ),
      (answer) => answer,
    )
  const read = (name: string, from = 0, to = Infinity) => readBatches(file, name, from, to)
  return {
    address: `file:${path}`,
    append: (stream, expectedRevision, batch) =>
      TE.map(onlyHead)(appendAll([{ stream, expectedRevision, batch }])),
    appendAll,
    read,
    subscribe: (name, from = 0) =>
      subscription(
        from,
        (next) => read(name, next),
        () => delay(POLL_MILLISECONDS),
      ),
    head: (name) =>
      task(name, () => {
        const row = findStream(sql, name)
        return row && { stream: name, events: row.events, chain: row.chain }
      }),
    links: (name) =>
      task(name, () => {
        const row = findStream(sql, name)
        return row === undefined ? [] : readLinks(sql, row)
      }),
    streams: () => task('', () => sql.streams.all().map(({ name }) => String(name))),
    snapshots: embeddedSnapshots(file),
    close: () => {
      closeFile(file)
    },
  }
}

/** Appends up to the first that cannot be made, within a transaction. */
function appendedHeads(
  sql: Statements,
  chains: Chains,
  appends: readonly Append[],
): E.Either<LedgerError, readonly StreamHead[]> {
  const heads: StreamHead[] = []
  for (const { stream, expectedRevision, batch } of appends) {
    const head = appendTo(keptInFile(sql, chains, stream), expectedRevision, fileBatch(batch))
    if (E.isLeft(head)) return head
    heads.push(head.right)
  }
  return E.right(heads)
}

function onlyHead([head]: readonly StreamHead[]): StreamHead {
  if (head === undefined) throw new Error('an append without a head')
  return head
}

/** The events that are there when the reading begins; streams only grow, so they stay the same. */
async function* readBatches(
  file: LedgerFile,
  name: string,
  from: number,
  to: number,
): AsyncIterable<E.Either<LedgerError, ReadBatch>> {
  const found = attemptOn(file, name, () => findStream(file.sql, name))
  if (E.isLeft(found)) yield found
  if (E.isLeft(found) || found.right === undefined) return
  const stream = found.right
  const end = Math.min(to, stream.events)
  let first = Math.max(from, 0)
  while (first < end) {
    const batch = await Promise.resolve(readBatch(file, stream, first, end))
    yield batch
    if (E.isLeft(batch)) return
    first += batchLength(batch.right.batch)
  }
}

function readBatch(
  file: LedgerFile,
  stream: StreamRow,
  from: number,
  end: number,
): E.Either<LedgerError, ReadBatch> {
  const pages = stream.content.kind === 'sparse' ? 1 : DENSE_PAGES_A_BATCH
  const to = Math.min(end, (Math.floor(from / PAGE_ROWS) + pages) * PAGE_ROWS)
  return attemptOn(file, stream.name, () => ({
    stream: stream.name,
    firstRevision: from,
    batch: readEvents(file.sql, stream, from, to),
  }))
}
