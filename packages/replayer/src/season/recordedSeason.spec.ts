import { tapeStream } from '@gridledger/domain'
import { BUSY, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { memoryLedger } from '../ledger/memoryLedger'
import { findSeason } from './findRun'
import type { PreparedSeason } from './prepareSeason'
import { readTape, recordedSeason } from './recordedSeason'
import { runSeason } from './runSeason'
import { simulateSeason } from './simulateSeason'

const folder = suiteFolder()
const ledger = memoryLedger()
let busy: PreparedSeason
beforeAll(async () => {
  busy = await prepared(folder, busySeason(folder))
  const { batches } = await runSeason(ledger, busy)
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
})

describe('recordedSeason', () => {
  it('is the season that was prepared from its files, but for their layouts', async () => {
    const again = await recordedSeason(ledger, await findSeason(ledger, BUSY))
    const { tape, ...rest } = again
    const { tape: ofFiles, ...others } = busy
    expect(rest).toEqual(others)
    const { ticks, marks, ...facts } = tape
    expect(facts).toEqual({ ...ofFiles, ticks: undefined, marks: undefined, layouts: [] })
    expect(marks).toEqual(ofFiles.marks)
    expect(ticks.count).toBe(ofFiles.ticks.count)
    expect(await simulateSeason(again)).toEqual(await simulateSeason(busy))
  })

  it('refuses a tape that is not sealed', async () => {
    const torn = memoryLedger()
    const { name, opening } = busy.tape
    await torn.append(tapeStream(name), -1, { kind: 'sparse', events: opening })()
    await expect(readTape(torn, name)).rejects.toThrow(
      'memory:: expected a tape from TapeOpened to TapeSealed',
    )
  })
})
