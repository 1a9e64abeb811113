import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Ledger } from '@gridledger/domain'
import { run } from '../failure'
import type { PreparedSeason } from '../season/prepareSeason'
import { benchYear } from './benchSeason'
import type { BenchSize } from './benchSize'
import { heldEvents } from './eventLines'
import { type Figures, measure, timed } from './measure'
import { recordAll, requireEvents } from './recordRow'
import { DENSE_STREAMS, eventsIn, inFolder, temporaryLedger } from './temporary'

/** Events of a stream that are written in one transaction, as the ledger's are. */
interface Transaction {
  readonly stream: string
  readonly firstRevision: number
  readonly texts: readonly string[]
}

/**
 * A month recorded, beside one row per event in plain SQLite: the texts are ready, nothing is
 * simulated or hashed.
 */
export async function sqliteRow({ monthBars, rounds }: BenchSize): Promise<Figures> {
  const { prepared, bare } = benchYear(monthBars)
  const transactions = await transactionsOf(prepared)
  const events = transactions.reduce((sum, { texts }) => sum + texts.length, 0)
  let [dense, bytes, plainBytes] = [NaN, NaN, NaN]
  return measure(
    {
      count: bare.open.length,
      against: 'one row per event in plain SQLite',
      baseline: () =>
        inFolder(async (folder) => {
          const written = await writePlain(join(folder, 'plain.db'), transactions)
          requireEvents(written.events, events)
          plainBytes = written.bytes
          return written.milliseconds
        }),
      work: async () => {
        const { ledger, closedBytes, remove } = temporaryLedger()
        try {
          const milliseconds = await timed(() => recordAll(ledger, prepared))
          requireEvents(await eventsIn(ledger), events)
          dense = await eventsIn(ledger, DENSE_STREAMS)
          bytes = closedBytes()
          return milliseconds
        } finally {
          remove()
        }
      },
      bytesPerEvent: () => bytes / dense,
      notes: () => [
        `${events.toLocaleString('en')} events of ${(bytes / events).toFixed(1)} bytes; in plain SQLite ${(plainBytes / events).toFixed(1)}`,
      ],
    },
    rounds,
  )
}

/** All events of a season as JSON, cut as the ledger's transactions are. */
async function transactionsOf(prepared: PreparedSeason): Promise<readonly Transaction[]> {
  const { ledger, remove } = temporaryLedger()
  try {
    await recordAll(ledger, prepared)
    return await readTransactions(ledger)
  } finally {
    remove()
  }
}

async function readTransactions(ledger: Ledger): Promise<readonly Transaction[]> {
  const transactions: Transaction[] = []
  for (const stream of await run(ledger.streams())) {
    const most = stream.startsWith('ticks-') ? 131_072 : 32_768
    for await (const held of heldEvents(ledger, stream, most)) {
      const texts = held.map(({ event }) => JSON.stringify(event))
      transactions.push({ stream, firstRevision: held[0]?.revision ?? 0, texts })
    }
  }
  return transactions
}

async function writePlain(
  file: string,
  transactions: readonly Transaction[],
): Promise<{ readonly events: number; readonly bytes: number; readonly milliseconds: number }> {
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    database.exec(`CREATE TABLE events (
      stream TEXT, revision INTEGER, data TEXT, PRIMARY KEY (stream, revision)
    ) WITHOUT ROWID`)
    const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?)')
    const milliseconds = await timed(() => {
      for (const { stream, firstRevision, texts } of transactions) {
        database.exec('BEGIN')
        texts.forEach((text, row) => insert.run(stream, firstRevision + row, text))
        database.exec('COMMIT')
      }
    })
    const counted = database.prepare('SELECT count(*) AS events FROM events').get()
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    return { events: Number(counted?.['events']), bytes: statSync(file).size, milliseconds }
  } finally {
    database.close()
  }
}
