import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { type EventBatch, batchLength, decodeEvent, encodeEvent } from '@gridledger/domain'
import { BUSY, busySeason, prepared } from '../../../../test/support/busySeason'
import { forged, withNumber } from '../../../../test/support/damage'
import { suiteFolder } from '../../../../test/support/files'
import { SEASON_1_START } from '../../../../test/support/marketFiles'
import { type Streams, streamsOf } from '../../../../test/support/streams'
import { memoryLedger } from '../ledger/memoryLedger'
import { seasonDigest } from '../season/digest'
import { runSeason } from '../season/runSeason'
import { verifySeason } from './verifySeason'

const RUNS = Number(process.env['GRIDLEDGER_FORGERIES'] ?? 60)
const MINUTE = 60_000_000
const folder = suiteFolder()
let streams: Streams
let digest: string
beforeAll(async () => {
  const end = SEASON_1_START + 120 * MINUTE
  const season = await prepared(folder, { ...busySeason(folder), end })
  const ledger = memoryLedger()
  const { batches } = await runSeason(ledger, season)
  for await (const { ticks } of batches) expect(batchLength(ticks.batch)).toBeGreaterThan(0)
  streams = await streamsOf(ledger)
  ;({ digest } = await seasonDigest(ledger, BUSY))
})

/** What a forger may write in place of a number: small, large, negative, or a little beside it. */
const change = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((by) => (value: number) => value + by),
  fc.maxSafeInteger().map((other) => () => other),
  fc.constantFrom(0, -1, 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 1 - 2 ** 53).map((other) => () => other),
)
const text = fc.constantFrom(
  '0',
  '-1',
  '1e9',
  '0.00000001',
  '89999999',
  'a',
  '',
  '1000000000000000000000',
)

/** The paths of all numbers and texts in a JSON value. */
function leaves(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === 'number' || typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => leaves(part, [...path, key]))
}

function withLeaf(
  value: unknown,
  path: readonly string[],
  by: (leaf: unknown) => unknown,
): unknown {
  const [key, ...rest] = path
  if (key === undefined) return by(value)
  if (Array.isArray(value))
    return value.map((part, at): unknown => (String(at) === key ? withLeaf(part, rest, by) : part))
  return { ...Object(value), [key]: withLeaf(Object(value)[key], rest, by) }
}

/** A sparse event with one number or text of it changed; null where no ledger could hold that. */
function changedEvent(
  batch: EventBatch,
  row: number,
  leaf: number,
  by: (value: unknown) => unknown,
): EventBatch | null {
  if (batch.kind === 'dense') return null
  const stored = encodeEvent(batch.events[row]!)
  const body: unknown = JSON.parse(stored.data)
  const paths = leaves(body)
  const data = JSON.stringify(withLeaf(body, paths[leaf % paths.length]!, by))
  const event = decodeEvent({ ...stored, data })
  if (E.isLeft(event)) return null
  return { kind: 'sparse', events: batch.events.with(row, event.right) }
}

it('one number anywhere, every hash made anew: an answer, and no other digest is verified as it was', async () => {
  let answered = 0
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.nat(),
      fc.nat(),
      change,
      text,
      async (which, at, field, changed, other) => {
        const names = [...streams.keys()]
        const name = names[which % names.length]!
        const batch = streams.get(name)!
        const row = at % batchLength(batch)
        const by = (value: unknown) => (typeof value === 'number' ? changed(value) : other)
        const damaged =
          batch.kind === 'dense'
            ? withNumber(row, field % batch.columns.length, changed)(batch)
            : changedEvent(batch, row, field, by)
        fc.pre(damaged !== null && isStorable(damaged))

        const result = await verifySeason(await forged(streams, name, () => damaged), BUSY)

        answered += 1
        expect(result.ok).toBe(result.differences.length === 0)
        if (/^(run|checks)-/.test(name)) expect(result.ok).toBe(result.digest === digest)
        if (!result.ok) expect(result.differences[0]!.message).toMatch(/\w/)
      },
    ),
    { numRuns: RUNS },
  )
  expect(answered).toBeGreaterThan(RUNS / 2)
}, 3_600_000)

const isStorable = (batch: EventBatch): boolean =>
  batch.kind === 'sparse' || batch.columns.every((column) => column.every(Number.isSafeInteger))
