import { from, lastValueFrom } from 'rxjs'
import { type Ledger, amountOf } from '@gridledger/domain'
import { type JournalEntry, bookedEquity, leaderboard, seasonAfter } from '@gridledger/projections'
import { type Auditor, auditorOf } from '../../packages/replayer/src/audit/audit'
import { parseReference } from '../../packages/replayer/src/audit/reference'
import { readJournal } from '../../packages/replayer/src/journal/readJournal'
import { memoryLedger } from '../../packages/replayer/src/ledger/memoryLedger'
import { throughForks } from '../../packages/replayer/src/ledger/throughForks'
import { findRun } from '../../packages/replayer/src/season/findRun'
import { readRun } from '../../packages/replayer/src/season/readRun'
import { runSource } from '../../packages/replayer/src/season/replaySource'
import { runSeason } from '../../packages/replayer/src/season/runSeason'
import { verifyFork } from '../../packages/replayer/src/verify/verifyFork'
import { BUSY, busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { forked } from '../support/forking'
import { SEASON_1_START } from '../support/marketFiles'
import { right } from '../support/tapes'

const folder = suiteFolder()
const stored = memoryLedger()
const ledger = throughForks(stored)
const after = (minutes: number) => SEASON_1_START + minutes * 60_000_000
let auditor: Auditor

/** A fork of each kind, and forks of these. */
const FORKS = [
  { of: 'amended', name: 'same', at: after(300), set: {} },
  { of: 'amended', name: 'wider', at: after(300), set: { lowerPrice: '107000', addMargin: '50' } },
  { of: 'amended', name: 'start', at: after(0), set: { gridCount: 12, fillRule: 'cross' } },
  { of: 'amended', name: 'path', at: after(301), set: {}, market: 'high-first' },
  { of: 'amended~path', name: 'later', at: after(700), set: { makerFee: '0' } },
  { of: 'amended~later', name: 'back', at: after(800), set: {}, market: 'volatility-150' },
  { of: 'stopped', name: 'open', at: after(0), set: { stopLoss: null, takeProfit: null } },
  { of: 'kept', name: 'dear', at: after(2), set: { takerFee: '0.001', onStop: 'close' } },
] as const

beforeAll(async () => {
  const season = await prepared(folder, busySeason(folder))
  const { batches } = await runSeason(stored, season)
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  for (const { of: run, ...asked } of FORKS)
    right(await forked(ledger, `${BUSY}.${run}`, { ...asked }))
  auditor = auditorOf(ledger)
})

const runs = FORKS.map(({ of: run, name }) => `${BUSY}.${run.split('~', 1)[0]!}~${name}`)

describe.each(runs)('%s', (run) => {
  it('is verified, its lineage with it', async () => {
    const { ok, differences, streams } = await verifyFork(stored, run)
    expect(differences).toEqual([])
    expect(ok).toBe(true)
    const { forks } = await findRun(ledger, run)
    const own = forks.flatMap((fork) => [`run-${fork.run}`, `checks-${fork.run}`])
    expect(streams.map(({ stream }) => stream)).toEqual(expect.arrayContaining(own))
  })

  it('is audited event by event: all figures as recorded, each chain back to its tape', async () => {
    const { streams } = await findRun(ledger, run)
    const count = await countOf(ledger, streams.run)
    for (let revision = 0; revision < count; revision += 7) {
      const reference = right(parseReference(`${streams.run}@${revision}`))
      const { problems, steps } = await auditor.audit(reference, 'UTC')
      expect(problems).toEqual([])
      const last = steps.at(-1)!
      expect(last.kind === 'event' && last.placed.event.type).toBe('TapeOpened')
    }
    const checks = await countOf(ledger, streams.checks)
    for (let revision = 3; revision < checks; revision += 401) {
      const reference = right(parseReference(`${streams.checks}@${revision}`))
      expect((await auditor.audit(reference, 'UTC')).problems).toEqual([])
    }
  })

  it('has a journal that comes to the equity of its report', async () => {
    const found = await findRun(ledger, run)
    let last: JournalEntry | undefined
    for await (const entries of readJournal(ledger, found)) last = entries.at(-1) ?? last
    const board = await lastValueFrom(from(readRun(ledger, found)).pipe(leaderboard()))
    const { equity } = board.rows[0]!.report
    expect(amountOf(bookedEquity(last!.balances)).toFixed()).toBe(equity)
  })

  it('is replayed up to any moment as far as the whole', async () => {
    const source = await runSource(ledger, await findRun(ledger, run))
    const whole = await source.viewAt(source.span.lastMicros)
    const half = await source.viewAt(after(650))
    let view = half
    for await (const batch of source.batches(half)) view = seasonAfter(view, batch)
    expect(half.last!.timeMicros).toBeLessThanOrEqual(after(650))
    expect(view).toEqual(whole)
  })
})

async function countOf(of: Ledger, stream: string): Promise<number> {
  const head = right(await of.head(stream)())
  return head?.events ?? 0
}
