import { createHash } from 'node:crypto'
import { from, lastValueFrom } from 'rxjs'
import { leaderboard } from '@gridledger/projections'
import { BUSY, BUSY_BARS, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { columnOf, ledgerOf, sparseEvents, streamsOf } from '../../../../test/support/streams'
import { memoryLedger } from '../ledger/memoryLedger'
import type { PreparedSeason } from './prepareSeason'
import { readSeason } from './readSeason'
import { runSeason } from './runSeason'
import { simulateSeason } from './simulateSeason'

const folder = suiteFolder()
let busy: PreparedSeason
beforeAll(async () => {
  busy = await prepared(folder, busySeason(folder))
})

async function recorded() {
  const ledger = memoryLedger()
  const { batches } = await runSeason(ledger, busy)
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  return streamsOf(ledger)
}

const hashOf = (numbers: readonly number[]) => {
  return createHash('sha256').update(Float64Array.from(numbers)).digest('hex')
}

describe('simulateSeason', () => {
  it('makes the events and the leaderboard of a recorded season', async () => {
    const full = await recorded()
    const tape = busy.tape.name
    const { runs, opening, fundings, marks, ticks } = await simulateSeason(busy)
    for (const [name, { events, checks }] of runs) {
      expect(events.events).toEqual(sparseEvents(full.get(`run-${BUSY}.${name}`)))
      const stream = full.get(`checks-${BUSY}.${name}`)
      for (const [field, column] of checks!.batch.columns.entries()) {
        expect(hashOf([...column])).toBe(hashOf(columnOf(stream, field)))
      }
    }
    const tapeEvents = sparseEvents(full.get(`tape-${tape}`))
    expect([...opening[0]!.events, ...fundings.events]).toEqual(tapeEvents.slice(0, -1))
    expect(opening[1]!.events).toEqual(sparseEvents(full.get(`season-${BUSY}`)).slice(0, -1))
    expect(ticks.batch.count).toBe(BUSY_BARS * 4 + 1)
    expect(marks?.batch.count).toBe(columnOf(full.get(`marks-${tape}`), 0).length)
    const read = from(readSeason(await ledgerOf(full), BUSY)).pipe(leaderboard())
    const simulated = from([await simulateSeason(busy)]).pipe(leaderboard())
    expect(await lastValueFrom(simulated)).toEqual(await lastValueFrom(read))
  })
})
