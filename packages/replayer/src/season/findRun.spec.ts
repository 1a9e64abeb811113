import { suiteFolder } from '../../../../test/support/files'
import { busySeason, prepared } from '../../../../test/support/busySeason'
import { memoryLedger } from '../ledger/memoryLedger'
import { findRun } from './findRun'
import { runSeason } from './runSeason'
import { stateBefore } from './stateBefore'
import { denseRow, marketAt, rowsBefore } from './ticksAt'
import { readSparse } from './market'
import { readSeason } from './readSeason'
import { at, batchLength, equityAt, markColumn } from '@gridledger/domain'

const folder = suiteFolder()
const ledger = memoryLedger()
let season = ''
beforeAll(async () => {
  const made = await prepared(folder, busySeason(folder))
  season = made.season
  const { batches } = await runSeason(ledger, made)
  for await (const { ticks } of batches) expect(batchLength(ticks.batch)).toBeGreaterThan(0)
})

describe('findRun', () => {
  it('finds the season, the tape and the streams of a run', async () => {
    const found = await findRun(ledger, `${season}.amended`)

    expect(found).toMatchObject({ run: `${season}.amended`, contestant: 'amended' })
    expect(found.tape.tape).toBe(found.facts.tape)
    expect(found.streams.run).toBe(`run-${season}.amended`)
  })

  it.each([
    ['busi.amended', /has no run busi\.amended; did you mean busy\.amended\?/],
    ['busy.amendet', /has no run busy\.amendet; did you mean busy\.amended\?/],
    ['busy', /has no run busy; /],
    ['nothing.like-it', /has no run nothing\.like-it; there is busy\./],
  ])('says of %s what there is', async (name, message) => {
    await expect(findRun(ledger, name)).rejects.toThrow(message)
  })
})

describe('the market at a tick', () => {
  it('is what the engine saw: every tick of the season', async () => {
    const found = await findRun(ledger, `${season}.amended`)
    let last: number | null = null
    for await (const { ticks, marks } of readSeason(ledger, season)) {
      const column = markColumn(ticks, marks, last)
      last = column.last
      for (let row = 0; row < ticks.batch.count; row += 97) {
        const market = await marketAt(ledger, found.facts.tape, ticks.firstRevision + row)
        expect(market?.markTicks).toBe(at(column.column, row))
        expect(market?.priceTicks).toBe(at(ticks.batch.columns[2] ?? [], row))
      }
    }
  })

  it('the first tick at or after a time is found, also before, between and beyond', async () => {
    const { streams, facts } = await findRun(ledger, `${season}.amended`)
    const first = await denseRow(ledger, streams.ticks, 0)
    const some = await denseRow(ledger, streams.ticks, 1234)
    if (first === undefined || some === undefined) throw new Error('no ticks')

    expect(await rowsBefore(ledger, streams.ticks, first.timeMicros - 1)).toBe(0)
    expect(await rowsBefore(ledger, streams.ticks, some.timeMicros)).toBe(1234)
    expect(await rowsBefore(ledger, streams.ticks, some.timeMicros + 1)).toBe(1235)
    const end = await rowsBefore(ledger, streams.ticks, Infinity)
    expect(await denseRow(ledger, streams.ticks, end)).toBeUndefined()
    expect(await marketAt(ledger, facts.tape, end)).toBeUndefined()
  })
})

it('the state before an event has the equity that the check of the same tick holds', async () => {
  const found = await findRun(ledger, `${season}.amended`)
  const { events } = await readSparse(ledger, found.streams.run)
  let compared = 0
  for (const [revision, event] of events.entries()) {
    const isLastOfTick = events[revision + 1]?.tick !== event.tick
    if (revision % 7 !== 0 || !isLastOfTick || event.tick === null) continue
    const state = await stateBefore(ledger, found, revision + 1)
    const market = await marketAt(ledger, found.facts.tape, event.tick)
    const first = await rowsBefore(ledger, found.streams.checks, event.tick, ({ cause }) => cause)
    const check = await denseRow(ledger, found.streams.checks, first)
    if (check?.cause !== event.tick || state.phase !== 'running') continue
    expect(equityAt(state, market?.markTicks ?? NaN)).toBe(check.values[0])
    compared += 1
  }
  expect(compared).toBeGreaterThan(5)
})
