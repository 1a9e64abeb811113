// Loaded into the program before it starts: where it would begin the STALL_AT-th transaction on its
// ledger it stops for good; with STALL_UNTIL, until that file is there, and makes a file beside it,
// `<file>.waiting`, to say that it waits.
const { existsSync, writeFileSync } = require('node:fs')
const { DatabaseSync } = require('node:sqlite')

const { STALL_AT, STALL_UNTIL } = process.env
const cell = new Int32Array(new SharedArrayBuffer(4))
const exec = DatabaseSync.prototype.exec
let count = 0
DatabaseSync.prototype.exec = function (sql) {
  if (sql.startsWith('BEGIN')) {
    count += 1
    if (count === Number(STALL_AT)) stall()
  }
  return exec.call(this, sql)
}

function stall() {
  if (STALL_UNTIL === undefined) Atomics.wait(cell, 0, 0)
  writeFileSync(`${STALL_UNTIL}.waiting`, '')
  while (!existsSync(STALL_UNTIL)) Atomics.wait(cell, 0, 0, 5)
}
