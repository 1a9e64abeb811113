import { from, lastValueFrom } from 'rxjs'
import type { Ledger } from '@gridledger/domain'
import { followSeason } from '@gridledger/projections'
import { BUSY, busySeason, prepared } from '../../../../test/support/busySeason'
import { forged, withNumber } from '../../../../test/support/damage'
import { suiteFolder } from '../../../../test/support/files'
import { inBatchesOf } from '../../../../test/support/smallBatches'
import { streamsOf } from '../../../../test/support/streams'
import { memoryLedger } from '../ledger/memoryLedger'
import { runSeason } from '../season/runSeason'
import { keepSnapshots, keptSeason } from '../season/snapshots'
import { checkChain } from './chainCheck'
import { soundSeason } from './soundSeason'

const folder = suiteFolder()
/** Small batches, so that snapshots lie within the season. */
const ledger = inBatchesOf(memoryLedger(), [300])
beforeAll(async () => {
  const { batches } = await runSeason(ledger, await prepared(folder, busySeason(folder)))
  const views = from(batches).pipe(followSeason())
  await lastValueFrom(views.pipe(keepSnapshots(ledger, keptSeason(BUSY), 700)))
})

/** The ledger, which notes every stream that is read to its end. */
function noting(whole: string[]): Ledger {
  return {
    ...ledger,
    read: async function* (stream, first, to) {
      yield* ledger.read(stream, first, to)
      if (to === undefined || to === Infinity) whole.push(stream)
    },
  }
}

describe('a sound season', () => {
  it('has its streams as they are found one by one, whatever their batches', async () => {
    for (const read of [ledger, inBatchesOf(ledger, [1000, 77])]) {
      const sound = await soundSeason(read, BUSY, {})
      expect(sound?.streams).toHaveLength(12)
      for (const checked of sound?.streams ?? []) {
        expect(checked).toEqual(await checkChain(ledger, checked.stream))
      }
    }
  })

  it('has the chains after the counts that are asked for', async () => {
    const countsOf = () => [1, 300, 5000]
    const sound = await soundSeason(ledger, BUSY, { countsOf })
    for (const checked of sound?.streams ?? []) {
      expect(checked).toEqual(await checkChain(ledger, checked.stream, countsOf()))
    }
  })

  it('is read once, its marks twice', async () => {
    const whole: string[] = []
    expect(await soundSeason(noting(whole), BUSY, {})).not.toBeNull()
    const times = (kind: string) => {
      const streams = whole.filter((stream) => stream.startsWith(`${kind}-`))
      return streams.length / new Set(streams).size
    }
    expect({ run: times('run'), checks: times('checks') }).toEqual({ run: 1, checks: 1 })
    expect({ ticks: times('ticks'), marks: times('marks') }).toEqual({ ticks: 1, marks: 2 })
  })

  it('is none where anything is amiss', async () => {
    const broken = await forged(
      await streamsOf(ledger),
      `checks-${BUSY}.amended`,
      withNumber(7, 2, (equity) => equity + 1),
    )
    expect(await soundSeason(broken, BUSY, {})).toBeNull()
    expect(await soundSeason(broken, BUSY, { run: `${BUSY}.kept` })).not.toBeNull()
    expect(await soundSeason(memoryLedger(), BUSY, {})).toBeNull()
  })
})
