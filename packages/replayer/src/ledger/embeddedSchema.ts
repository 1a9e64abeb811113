/** Marks a SQLite file as a ledger: "grdl" in ASCII. */
export const LEDGER_ID = 0x6772646c
export const SCHEMA_VERSION = 1

export const SCHEMA = `
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    type TEXT,
    cause_stream TEXT,
    events INTEGER NOT NULL,
    chain BLOB NOT NULL
  );
  CREATE TABLE events (
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    type TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    time INTEGER NOT NULL,
    data TEXT NOT NULL
  );
  CREATE UNIQUE INDEX events_by_revision ON events (stream, revision);
  CREATE TABLE pages (
    stream INTEGER NOT NULL,
    page INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    first_time INTEGER NOT NULL,
    data BLOB NOT NULL
  );
  CREATE UNIQUE INDEX pages_by_number ON pages (stream, page);
  CREATE TABLE links (
    stream INTEGER NOT NULL,
    link INTEGER NOT NULL,
    chain BLOB NOT NULL,
    PRIMARY KEY (stream, link)
  ) WITHOUT ROWID;
  PRAGMA application_id = ${LEDGER_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`
