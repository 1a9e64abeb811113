import type { Ledger } from '@gridledger/domain'
import { BUSY, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { forked, headsIn } from '../../../../test/support/forking'
import { SEASON_1_START } from '../../../../test/support/marketFiles'
import { firstOf, ledgerOf, streamsOf } from '../../../../test/support/streams'
import { right } from '../../../../test/support/tapes'
import { memoryLedger } from '../ledger/memoryLedger'
import { throughForks } from '../ledger/throughForks'
import { verifyFork } from '../verify/verifyFork'
import { copyForks } from './copyForks'
import { copySeason } from './copySeason'
import { runSeason } from './runSeason'

const folder = suiteFolder()
const source = throughForks(memoryLedger())
const RUN = `${BUSY}.amended`
const at = (minutes: number) => SEASON_1_START + minutes * 60_000_000

beforeAll(async () => {
  const { batches } = await runSeason(source, await prepared(folder, busySeason(folder)))
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  right(await forked(source, RUN, { at: at(300), name: 'z', set: {}, market: 'high-first' }))
  right(await forked(source, `${RUN}~z`, { at: at(500), name: 'a', set: { makerFee: '0' } }))
})

async function copied(): Promise<Ledger> {
  const target = memoryLedger()
  await copySeason(source, target, BUSY)
  return target
}

describe('copyForks', () => {
  it('brings every fork after its parent, with its tape, to the same heads, and then changes nothing', async () => {
    const target = await copied()
    const forks = await copyForks(source, target, BUSY)
    expect(forks.map(({ run }) => run)).toEqual([`${RUN}~z`, `${RUN}~a`])
    expect(await headsIn(target)).toEqual(await headsIn(source.stored))
    expect(await verifyFork(target, `${RUN}~a`)).toMatchObject({ ok: true })
    const again = await copyForks(source, target, BUSY)
    expect(again.map((fork) => fork.copied)).toEqual([0, 0])
  })

  it('goes on where a copy was interrupted, and leaves out a fork that was', async () => {
    const streams = await streamsOf(source.stored)
    const own = streams.get(`run-${RUN}~a`)!
    const torn = new Map([...streams, [`run-${RUN}~a`, firstOf(own, 3)]])
    const target = await ledgerOf(torn)
    await copyForks(source, target, BUSY)
    expect(await headsIn(target)).toEqual(await headsIn(source.stored))
    const from = await ledgerOf(torn)
    const empty = await copied()
    const forks = await copyForks(from, empty, BUSY)
    expect(forks.map(({ run }) => run)).toEqual([`${RUN}~z`])
  })

  it('refuses another fork under the same name', async () => {
    const target = throughForks(await copied())
    right(await forked(target, RUN, { at: at(310), name: 'z', set: {} }))
    await expect(copyForks(source, target, BUSY)).rejects.toThrow(
      'holds another fork under this name',
    )
  })
})
