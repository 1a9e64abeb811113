import { memoryLedger } from '../ledger/memoryLedger'
import { run } from '../failure'
import { type EquityAt, deepestFall } from './deepestFall'

const CHECKS = 'checks-sketched.bot'
const START: EquityAt = { place: 'run@0', equity: 1000 }

type Row = readonly [tick: number, equity: number]
const books = ([tick, equity, addedMargin = 0]: readonly [...Row, number?]) => {
  return { tick, equity, addedMargin, place: `run@${tick}` }
}

/** A ledger with a check at each of these ticks. */
async function ledgerWith(checks: readonly Row[]) {
  const ledger = memoryLedger()
  const column = (pick: (row: Row) => number) => Float64Array.from(checks, (row) => pick(row))
  const columns = [
    column(([tick]) => tick),
    column(([tick]) => tick),
    column(([, equity]) => equity),
  ]
  const rest = [column(() => 0), column(() => 0)]
  const batch = {
    kind: 'dense' as const,
    type: 'LiquidationChecked' as const,
    causeStream: 'ticks-sketched',
    count: checks.length,
    columns: [...columns, ...rest],
  }
  if (checks.length > 0) await run(ledger.append(CHECKS, -1, batch))
  return ledger
}

type Case = readonly [
  name: string,
  checks: readonly Row[],
  booked: readonly (readonly [...Row, number?])[],
  fall:
    | readonly [peak: string, peakEquity: number, added: number, trough: string, equity: number]
    | null,
]

it.each<Case>([
  [
    'no fall',
    [
      [1, 1000],
      [2, 1010],
    ],
    [],
    null,
  ],
  [
    'a fall from the start',
    [
      [1, 990],
      [2, 995],
    ],
    [],
    ['run@0', 1000, 0, `${CHECKS}@0`, 990],
  ],
  [
    'the larger share, not the larger amount',
    [
      [1, 800],
      [2, 4000],
      [3, 3300],
    ],
    [],
    ['run@0', 1000, 0, `${CHECKS}@0`, 800],
  ],
  [
    'from the peak, not from the start',
    [
      [1, 1100],
      [2, 1100],
      [3, 1050],
    ],
    [],
    [`${CHECKS}@0`, 1100, 0, `${CHECKS}@2`, 1050],
  ],
  [
    'what is booked at a tick stands above its check',
    [
      [1, 1100],
      [2, 1090],
    ],
    [[2, 900]],
    [`${CHECKS}@0`, 1100, 0, 'run@2', 900],
  ],
  [
    'books after the last check count',
    [[1, 1100]],
    [[5, 1000]],
    [`${CHECKS}@0`, 1100, 0, 'run@5', 1000],
  ],
  [
    'added margin raises the peak, and is no recovery',
    [
      [1, 1100],
      [3, 1400],
    ],
    [[2, 1600, 500]],
    [`${CHECKS}@0`, 1100, 500, `${CHECKS}@1`, 1400],
  ],
  [
    'a later peak needs no margin that was added before it',
    [
      [3, 1700],
      [4, 1530],
    ],
    [[2, 1500, 500]],
    [`${CHECKS}@0`, 1700, 0, `${CHECKS}@1`, 1530],
  ],
])('%s', async (_, checks, booked, fall) => {
  const found = await deepestFall(await ledgerWith(checks), CHECKS, START, booked.map(books))
  const told =
    found === null
      ? null
      : [
          found.peak.place,
          found.peak.equity,
          found.addedSince,
          found.trough.place,
          found.trough.equity,
        ]
  expect(told).toEqual(fall)
})
