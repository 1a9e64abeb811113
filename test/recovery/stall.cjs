// Loaded into the program before it starts: it stops for good where it would close its ledger, and
// says so in the file STALLED.
const { writeFileSync } = require('node:fs')
const { DatabaseSync } = require('node:sqlite')

const exec = DatabaseSync.prototype.exec
DatabaseSync.prototype.exec = function (sql) {
  if (sql.includes('wal_checkpoint')) {
    writeFileSync(process.env.STALLED, '')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  }
  return exec.call(this, sql)
}
