// Loaded into the program before it starts, to count what it executes on its ledgers and to kill it
// (or send it KILL_SIGNAL) at one of these: KILL_AT=2k before the k-th call, 2k + 1 after it. Without
// KILL_AT the number of calls goes to the file COUNT_TO. Transactions begin and end with such calls.
const { writeFileSync } = require('node:fs')
const { DatabaseSync } = require('node:sqlite')

const { KILL_AT, KILL_SIGNAL = 'SIGKILL', COUNT_TO } = process.env
const exec = DatabaseSync.prototype.exec
let count = 0

function dieAt(moment) {
  if (moment === Number(KILL_AT)) process.kill(process.pid, KILL_SIGNAL)
}

DatabaseSync.prototype.exec = function (sql) {
  count += 1
  dieAt(2 * count)
  const done = exec.call(this, sql)
  dieAt(2 * count + 1)
  return done
}
if (COUNT_TO !== undefined) process.on('exit', () => writeFileSync(COUNT_TO, String(count)))
