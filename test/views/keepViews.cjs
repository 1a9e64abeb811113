// A program that reads views of a season as they were at some moments and at its end, and keeps them,
// with the packages as they were built. KILL is where it ends itself: `after BEGIN 2` is once it has
// begun its second transaction. It prints the views at the end as they would be stored.
const { DatabaseSync } = require('node:sqlite')
const { drawdown, storedView } = require('@gridledger/projections')
const { openLedger, readViews } = require('@gridledger/replayer')

const [address, season, ...moments] = process.argv.slice(2)
const [when, statement, number] = (process.env.KILL ?? '').split(' ')
const exec = DatabaseSync.prototype.exec
let count = 0
DatabaseSync.prototype.exec = function (sql) {
  if (statement && sql.startsWith(statement)) count += 1
  const isHere = statement && sql.startsWith(statement) && count === Number(number)
  if (isHere && when === 'before') process.kill(process.pid, 'SIGKILL')
  exec.call(this, sql)
  if (isHere && when === 'after') process.kill(process.pid, 'SIGKILL')
}

async function keepViews() {
  const ledger = openLedger(address, true)
  let read
  for (const asOf of moments) read = await readViews(ledger, season, drawdown, { asOf, keep: true })
  read = await readViews(ledger, season, drawdown, { keep: true })
  ledger.close()
  process.stdout.write(storedView(read))
}

void keepViews()
