import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { type EventBatch, type Ledger, batchLength } from '@gridledger/domain'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { rowsOf, withData, withNumber } from '../../../../test/support/damage'
import { suiteFolder } from '../../../../test/support/files'
import { type Streams, sparseEvents, streamsOf } from '../../../../test/support/streams'
import { right } from '../../../../test/support/tapes'
import { Failure } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { runSeason } from '../season/runSeason'
import { auditorOf } from './audit'
import { auditJson } from './auditJson'
import { parseReference } from './reference'

const folder = suiteFolder()
const ledger = memoryLedger()
let streams: Streams
beforeAll(async () => {
  const { batches } = await runSeason(ledger, await prepared(folder, busySeason(folder)))
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  streams = await streamsOf(ledger)
})

/** The ledger with another batch in place of one of its streams. */
function forgedLedger(name: string, batch: EventBatch): Ledger {
  const read: Ledger['read'] = async function* (stream, from = 0, to = Infinity) {
    if (stream !== name) return yield* ledger.read(stream, from, to)
    const end = Math.min(to, batchLength(batch))
    const rows = Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index)
    if (rows.length > 0) yield E.right({ stream, firstRevision: from, batch: rowsOf(batch, rows) })
  }
  return { ...ledger, read }
}

/** What the audit of an event says of itself once it is forged; a failure's message is an answer too. */
async function problemsOf(
  stream: string,
  revision: number,
  forge: (batch: EventBatch) => EventBatch,
): Promise<readonly string[]> {
  const auditor = auditorOf(forgedLedger(stream, forge(streams.get(stream)!)))
  try {
    const audit = await auditor.audit(right(parseReference(`${stream}@${revision}`)), 'UTC')
    expect(JSON.stringify(auditJson(audit))).toContain('"role"')
    return audit.problems
  } catch (error) {
    if (error instanceof Failure) return [error.message]
    throw error
  }
}

/** The numbers in the data of an event. */
const numbersOf = (data: object): readonly (readonly [key: string, value: number])[] =>
  Object.entries(data).flatMap(([key, value]) =>
    typeof value === 'number' ? [[key, value] as const] : [],
  )

/** Only `decide` could tell another version of the rules. */
const UNKNOWABLE = ['rulesVersion']

it('an audit finds every number of a run that is one beside what it was', async () => {
  const [found, missed]: [string[], string[]] = [[], []]
  for (const { name } of CONTESTANTS) {
    const stream = `run-${BUSY}.${name}`
    const seen = new Set<string>()
    for (const [revision, { type, data }] of sparseEvents(streams.get(stream)).entries()) {
      for (const [key, value] of numbersOf(data)) {
        const kind = 'kind' in data ? `${type} ${data.kind} ${key}` : `${type} ${key}`
        if (seen.has(kind) || UNKNOWABLE.includes(key)) continue
        seen.add(kind)
        const problems = await problemsOf(
          stream,
          revision,
          withData(revision, { [key]: value + 1 }),
        )
        ;(problems.length > 0 ? found : missed).push(`${stream}@${revision} ${kind}`)
      }
    }
  }
  expect(missed).toEqual([])
  expect(found.length).toBeGreaterThan(80)
})

it('an audit finds every number of a check that is one beside what it was', async () => {
  const stream = `checks-${BUSY}.amended`
  for (const column of [0, 1, 2, 3, 4]) {
    const forge = withNumber(100, column, (value) => value + 1)
    expect(await problemsOf(stream, 100, forge)).not.toEqual([])
  }
})

const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.maxSafeInteger(),
  fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 53 - 1, 1 - 2 ** 53),
)

it('an audit answers whatever number stands anywhere before it', async () => {
  const names = CONTESTANTS.map(({ name }) => `run-${BUSY}.${name}`)
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(), fc.nat(60), number, async (...drawn) => {
      const [which, at, field, later, value] = drawn
      const stream = names[which % names.length]!
      const events = sparseEvents(streams.get(stream))
      const row = at % events.length
      const numbers = numbersOf(events[row]!.data)
      fc.pre(numbers.length > 0)
      const [key] = numbers[field % numbers.length]!
      const revision = Math.min(events.length - 1, row + later)
      const problems = await problemsOf(stream, revision, withData(row, { [key]: value }))
      expect(problems.every((problem) => /\w/.test(problem))).toBe(true)
    }),
    { numRuns: 150 },
  )
})
