// Folds generated batches of ticks and checks, in columns that are used again and again, and prints
// what the process has held at most after each of the numbers of events that it is given, in bytes:
// after any batch, for what the system itself says of it begins with what the parent held.
// GROWS makes the view hold something of every tenth event.
const { from, last, lastValueFrom } = require('rxjs')
const { project } = require('@gridledger/projections')

const ROWS = 32_768
const column = () => new Float64Array(ROWS)
const [times, revisions, prices, equities, maintenances, fees] = Array.from({ length: 6 }, column)
const empty = (stream) => ({ stream, firstRevision: 0, events: [] })
const dense = (type, columns) => ({ kind: 'dense', type, causeStream: 'x', count: ROWS, columns })
const ticks = dense('PriceTicked', [times, revisions, prices])
const checks = dense('LiquidationChecked', [times, revisions, equities, maintenances, fees])

let most = 0

function* batches(events) {
  for (let first = 0; 2 * first < events; first += ROWS) {
    for (let row = 0; row < ROWS; row += 1) {
      times[row] = (first + row) * 1_000_000
      revisions[row] = first + row
      prices[row] = 1_000_000 + ((first + row) % 1009)
      equities[row] = 100_000_000_000 + ((first + row) % 7919)
    }
    const slice = (stream, batch) => ({ stream, firstRevision: first, batch })
    const bot = { events: empty('run-x.bot'), checks: slice('checks-x.bot', checks) }
    const market = { opening: [], fundings: empty('tape-x'), marks: null }
    yield { ...market, ticks: slice('ticks-x', ticks), runs: new Map([['bot', bot]]) }
    most = Math.max(most, process.memoryUsage.rss())
  }
}

const isKept = (events) => Boolean(process.env.GROWS) && events % 10 === 1
const peaks = {
  name: 'peaks',
  version: 1,
  initialView: { events: 0, peak: 0, high: 0, kept: null },
  on: {
    PriceTicked: ({ events, peak, high, kept }, { data: { priceTicks } }) => {
      return { events: events + 1, peak, high: Math.max(high, priceTicks), kept }
    },
    LiquidationChecked: ({ events, peak, high, kept }, { data: { equity } }) => {
      const after = isKept(events) ? { events, kept } : kept
      return { events: events + 1, peak: Math.max(peak, equity), high, kept: after }
    },
  },
}

async function foldMany() {
  const bytes = []
  let folded
  for (const events of process.argv.slice(2).map(Number)) {
    const views = from(batches(events)).pipe(project(peaks, 'bot'), last())
    folded = (await lastValueFrom(views)).events
    bytes.push(most)
  }
  process.stdout.write(JSON.stringify({ folded, bytes }))
}

void foldMany()
