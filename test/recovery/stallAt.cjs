// Loaded into the program before it starts: it stops for good where it would begin the STALL_AT-th
// transaction on its ledger.
const { DatabaseSync } = require('node:sqlite')

const exec = DatabaseSync.prototype.exec
let count = 0
DatabaseSync.prototype.exec = function (sql) {
  if (sql.startsWith('BEGIN')) count += 1
  if (count === Number(process.env.STALL_AT))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  return exec.call(this, sql)
}
