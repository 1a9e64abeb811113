import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Append, Ledger } from '@gridledger/domain'
import type { PreparedSeason } from '../season/prepareSeason'
import { benchYear } from './benchSeason'
import type { BenchSize } from './benchSize'
import { jsonOf } from './eventLines'
import { type Figures, measure, timed } from './measure'
import { recordAll, requireEvents } from './recordRow'
import { DENSE_STREAMS, eventsIn, inFolder, temporaryLedger } from './temporary'

interface PlainRow {
  readonly stream: string
  readonly revision: number
  readonly data: string
}

/**
 * A month recorded, beside one row per event in plain SQLite: the texts are ready, nothing is
 * simulated or hashed.
 */
export async function sqliteRow({ monthBars, rounds }: BenchSize): Promise<Figures> {
  const { prepared, bare } = benchYear(monthBars)
  const transactions = await transactionsOf(prepared)
  const events = transactions.reduce((sum, rows) => sum + rows.length, 0)
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

/** The rows of each append that recording makes: the ledger's transactions. */
async function transactionsOf(prepared: PreparedSeason): Promise<readonly (readonly PlainRow[])[]> {
  const transactions: (readonly PlainRow[])[] = []
  const { ledger, remove } = temporaryLedger()
  const noting: Ledger = {
    ...ledger,
    append: (stream, expectedRevision, batch) => {
      transactions.push(rowsOf({ stream, expectedRevision, batch }))
      return ledger.append(stream, expectedRevision, batch)
    },
    appendAll: (appends) => {
      transactions.push(appends.flatMap(rowsOf))
      return ledger.appendAll(appends)
    },
  }
  try {
    await recordAll(noting, prepared)
    return transactions
  } finally {
    remove()
  }
}

function rowsOf({ stream, expectedRevision, batch }: Append): readonly PlainRow[] {
  const first = expectedRevision + 1
  return Array.from(jsonOf(batch, first), (data, row) => ({ stream, revision: first + row, data }))
}

async function writePlain(
  file: string,
  transactions: readonly (readonly PlainRow[])[],
): Promise<{ readonly events: number; readonly bytes: number; readonly milliseconds: number }> {
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    database.exec(`CREATE TABLE events (
      stream TEXT, revision INTEGER, data TEXT, PRIMARY KEY (stream, revision)
    ) WITHOUT ROWID`)
    const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?)')
    const milliseconds = await timed(() => {
      for (const rows of transactions) {
        database.exec('BEGIN')
        for (const { stream, revision, data } of rows) insert.run(stream, revision, data)
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
