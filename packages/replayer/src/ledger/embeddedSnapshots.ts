import * as TE from 'fp-ts/TaskEither'
import type { Snapshots } from '@gridledger/domain'
import { type LedgerFile, attemptOn, transaction } from './embeddedFile'

/** Made with the first snapshot: a program that knows of none passes the table over. */
const TABLE = `
  CREATE TABLE IF NOT EXISTS snapshots (
    season TEXT NOT NULL,
    view TEXT NOT NULL,
    version TEXT NOT NULL,
    tick INTEGER NOT NULL,
    content TEXT NOT NULL
  );
  CREATE UNIQUE INDEX IF NOT EXISTS snapshots_by_tick ON snapshots (season, view, version, tick);
`

/** The snapshots of a ledger's file, in a table of their own. */
export function embeddedSnapshots(file: LedgerFile): Snapshots {
  const { database } = file
  const isThere = () =>
    database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'snapshots'").get() !== undefined
  return {
    put: ({ season, view, version, tick, content }) =>
      TE.fromIOEither(() =>
        attemptOn(file, '', () => {
          transaction(database, 'BEGIN IMMEDIATE', () => {
            database.exec(TABLE)
            database
              .prepare(
                `INSERT INTO snapshots (season, view, version, tick, content)
                 VALUES (?, ?, ?, ?, ?)
                 ON CONFLICT (season, view, version, tick) DO UPDATE SET content = excluded.content`,
              )
              .run(season, view, version, tick, content)
          })
        }),
      ),
    latest: (of, tick) =>
      TE.fromIOEither(() =>
        attemptOn(file, '', () => {
          const { season, view, version } = of
          if (!isThere()) return undefined
          const row = database
            .prepare(
              `SELECT tick, content FROM snapshots
               WHERE season = ? AND view = ? AND version = ? AND tick <= ?
               ORDER BY tick DESC LIMIT 1`,
            )
            .get(season, view, version, tick)
          if (row === undefined) return undefined
          return {
            season,
            view,
            version,
            tick: Number(row['tick']),
            content: String(row['content']),
          }
        }),
      ),
  }
}
