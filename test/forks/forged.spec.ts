import type { EventBatch, SparseEvent } from '@gridledger/domain'
import { memoryLedger } from '../../packages/replayer/src/ledger/memoryLedger'
import { throughForks } from '../../packages/replayer/src/ledger/throughForks'
import { runSeason } from '../../packages/replayer/src/season/runSeason'
import { verifyFork } from '../../packages/replayer/src/verify/verifyFork'
import { BUSY, busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { forked } from '../support/forking'
import { SEASON_1_START } from '../support/marketFiles'
import { type Streams, ledgerOf, streamsOf } from '../support/streams'
import { right } from '../support/tapes'

const folder = suiteFolder()
const after = (minutes: number) => SEASON_1_START + minutes * 60_000_000
const PARENT = `${BUSY}.amended`
const [FORK, AGAIN] = [`${PARENT}~fork`, `${PARENT}~again`]
let streams: Streams
beforeAll(async () => {
  const ledger = memoryLedger()
  const { batches } = await runSeason(ledger, await prepared(folder, busySeason(folder)))
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  const through = throughForks(ledger)
  const set = { gridCount: 33 }
  right(await forked(through, PARENT, { at: after(300), name: 'fork', set, market: 'low-first' }))
  right(await forked(through, FORK, { at: after(600), name: 'again', set: { makerFee: '0' } }))
  streams = await streamsOf(ledger)
})

type Change = (event: SparseEvent) => SparseEvent | undefined

/** The first difference of a ledger in which one sparse event is another, or gone. */
async function forged(stream: string, revision: number, change: Change, run = FORK) {
  const batch = streams.get(stream)
  if (batch?.kind !== 'sparse') throw new Error(stream)
  const events = batch.events.flatMap((event, index) =>
    index === revision ? (change(event) ?? []) : [event],
  )
  return firstOf(new Map([...streams, [stream, { kind: 'sparse', events }]]), run)
}

async function firstOf(changed: ReadonlyMap<string, EventBatch>, run = FORK) {
  const { ok, differences } = await verifyFork(await ledgerOf(changed), run)
  expect(ok).toBe(differences.length === 0)
  return differences[0]
}

/** What a forger makes of an event's data. */
const withData =
  (data: object): Change =>
  (event) =>
    Object.assign({}, event, { data: { ...event.data, ...data } })

const seamOf = () => {
  const batch = streams.get(`run-${FORK}`)
  const event = batch?.kind === 'sparse' ? batch.events[0] : undefined
  if (event?.type !== 'RunForked') throw new Error('no fork')
  return event.data.seam
}

describe('verify of a fork', () => {
  it('finds nothing in one that is as it was recorded', async () => {
    expect(await firstOf(streams)).toBeUndefined()
    expect(await firstOf(streams, AGAIN)).toBeUndefined()
  })

  it.each([
    ['what it set', () => withData({ set: { gridCount: 32 } })],
    ['its lineage', () => withData({ lineage: [] })],
    ['the seam', () => withData({ seam: { ...seamOf(), events: seamOf().events - 1 } })],
    ["the parent's chain", () => withData({ seam: { ...seamOf(), eventsChain: '0'.repeat(64) } })],
    ["the parent's checks", () => withData({ seam: { ...seamOf(), checks: seamOf().checks + 1 } })],
    ['a parent that is not there', () => withData({ parent: `${BUSY}.nobody` })],
    ['the tick', () => (event: SparseEvent) => ({ ...event, tick: (event.tick ?? 0) + 4 })],
  ])('names the fork where its first event has been changed in %s', async (_what, change) => {
    const found = await forged(`run-${FORK}`, 0, change())
    expect(found).toMatchObject({ stream: `run-${FORK}` })
    expect(found?.kind).toMatch(/changed|missing|extra|unreadable/)
  })

  it('names the event of its own that was changed, by its place in the whole run', async () => {
    const own = 40
    const found = await forged(`run-${FORK}`, own, (event) => ({
      ...event,
      timeMicros: event.timeMicros + 1,
    }))
    expect(found).toMatchObject({ kind: 'changed', stream: `run-${FORK}` })
    expect(found?.revision).toBe(seamOf().events + own)
  })

  it('names the event of its past where that was changed, and of a fork between', async () => {
    const later: Change = (event) => ({ ...event, timeMicros: event.timeMicros + 1 })
    expect(await forged(`run-${PARENT}`, 21, later)).toMatchObject({ stream: `run-${PARENT}` })
    expect(await forged(`run-${FORK}`, 40, later, AGAIN)).toMatchObject({ stream: `run-${FORK}` })
  })

  it('names a check that was changed, and a tick of its tape', async () => {
    for (const stream of [`checks-${FORK}`, tapeOf('ticks')]) {
      const batch = streams.get(stream)
      if (batch?.kind !== 'dense') throw new Error(stream)
      const columns = batch.columns.map((column) => column.slice())
      columns[2]![1401]! += 1
      const found = await firstOf(new Map([...streams, [stream, { ...batch, columns }]]))
      expect(found?.stream).toBe(stream)
    }
  })

  it('says that a fork without its end was interrupted', async () => {
    const batch = streams.get(`run-${FORK}`)
    const last = batch?.kind === 'sparse' ? batch.events.length - 1 : NaN
    await expect(forged(`run-${FORK}`, last, () => undefined)).rejects.toThrow(
      `${FORK} has not ended: its recording was interrupted; the same \`fork\` goes on with it`,
    )
  })
})

/** A stream of the fork's own tape. */
function tapeOf(kind: string): string {
  return [...streams.keys()].find((name) => name.startsWith(`${kind}-`) && /low-first$/.test(name))!
}
