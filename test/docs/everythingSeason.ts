import type { Ledger } from '@gridledger/domain'
import { memoryLedger, runSeason, throughForks } from '@gridledger/replayer'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../support/busySeason'
import type { SuiteFolder } from '../support/files'
import { forked } from '../support/forking'
import { SEASON_1_START } from '../support/marketFiles'
import { right } from '../support/tapes'

const after = (minutes: number) => SEASON_1_START + minutes * 60_000_000
const SHAPE = {
  spacing: 'arithmetic',
  lowerPrice: '108000',
  upperPrice: '113000',
  gridCount: 40,
  leverage: '5',
  investment: '1000',
} as const
const CHANGE = { at: after(200), set: { lowerPrice: '109000', gridCount: 30 } }

/** Contestants that come to what those of the busy season do not: slots that wake, a base that is traded to. */
const MORE: typeof CONTESTANTS = [
  { ...SHAPE, name: 'baseless', direction: 'long', basePosition: false },
  { ...SHAPE, name: 'rebased', direction: 'long', amendments: [CHANGE] },
  { ...SHAPE, name: 'taken', direction: 'short', takeProfit: { ratio: '0.005' } },
  { ...SHAPE, name: 'lost', direction: 'long', stopLoss: { ratio: '0.005' } },
]

/** A ledger in which every type of event stands, and each with all that can have brought it about. */
export async function everythingLedger(folder: SuiteFolder): Promise<Ledger> {
  const stored = memoryLedger()
  const contestants = [...CONTESTANTS, ...MORE]
  const season = await prepared(folder, { ...busySeason(folder), contestants })
  for await (const { ticks } of (await runSeason(stored, season)).batches)
    expect(ticks.batch.count).toBeGreaterThan(0)
  const ledger = throughForks(stored)
  const set = { gridCount: 35 }
  right(await forked(ledger, `${BUSY}.amended`, { at: after(300), set, name: 'later' }))
  right(await forked(ledger, `${BUSY}.amended`, { at: after(0), set, name: 'from-the-start' }))
  return ledger
}
