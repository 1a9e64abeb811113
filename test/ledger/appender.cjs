// A process that appends to ledgers, with the package as it was built. It takes orders as lines of
// JSON and answers each with a line. An order says when to begin, so that several processes race.
const { join } = require('node:path')
const { createInterface } = require('node:readline')

const replayer = join(__dirname, '..', '..', 'packages', 'replayer')
const { embeddedLedger } = require(require.resolve('@gridledger/replayer', { paths: [replayer] }))

const ledgers = new Map()
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`)

async function obey({ path, stream, expectedRevision, numbers, startMillis }) {
  while (Date.now() < startMillis);
  const opened = ledgers.get(path) ?? embeddedLedger(path)
  ledgers.set(path, opened)
  if (opened._tag === 'Left') return opened
  const columns = [numbers, numbers, numbers].map((column) => Float64Array.from(column))
  const batch = { kind: 'dense', type: 'PriceTicked', causeStream: 'tape-candles', columns }
  return opened.right.append(stream, expectedRevision, { ...batch, count: numbers.length })()
}

createInterface({ input: process.stdin })
  .on('line', (line) => void obey(JSON.parse(line)).then(say))
  .on('close', () => {
    for (const opened of ledgers.values()) if (opened._tag === 'Right') opened.right.close()
  })
say('ready')
