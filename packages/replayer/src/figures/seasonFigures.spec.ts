import { from, lastValueFrom } from 'rxjs'
import { type Ledger, batchLength } from '@gridledger/domain'
import { leaderboard } from '@gridledger/projections'
import { BUSY, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { leaderboardJson } from '../cli/leaderboard'
import { seasonPath } from '../cli/shippedSeasons'
import { memoryLedger } from '../ledger/memoryLedger'
import { seasonDigest } from '../season/digest'
import { findSeason } from '../season/findRun'
import { type PreparedSeason, prepareSeason } from '../season/prepareSeason'
import { readSeason } from '../season/readSeason'
import { runSeason } from '../season/runSeason'
import { readSeasonFile } from '../season/seasonFile'
import { right } from '../../../../test/support/tapes'
import type { Figure } from './figure'
import { auditorOf } from '../audit/audit'
import { parseReference } from '../audit/reference'
import { seasonFigures } from './seasonFigures'

const folder = suiteFolder()
const SHIPPED = 'okx-aicoin-2025'

async function recorded(season: PreparedSeason): Promise<Ledger> {
  const ledger = memoryLedger()
  const { batches } = await runSeason(ledger, season)
  for await (const { ticks } of batches) expect(batchLength(ticks.batch)).toBeGreaterThan(0)
  return ledger
}

const short = { ...busySeason(folder), sampleEvery: 7 * 60_000_000 + 30_000_000 }
const SEASONS: readonly (readonly [string, () => Promise<PreparedSeason>])[] = [
  [BUSY, () => prepared(folder, busySeason(folder))],
  ['busy-between-bars', () => prepared(folder, { ...short, season: 'busy-between-bars' })],
  [SHIPPED, async () => right(await prepareSeason(right(readSeasonFile(seasonPath(SHIPPED)))))],
]

describe.each(SEASONS)('the figures of %s', (name, season) => {
  let ledger: Ledger
  let json: { readonly [key: string]: unknown }
  beforeAll(async () => {
    ledger = await recorded(await season())
    const board = await lastValueFrom(from(readSeason(ledger, name)).pipe(leaderboard()))
    const digest = await seasonDigest(ledger, name)
    const tape = board.tape.tape
    const sealed = (await tapeEvents(tape)).at(-1)!
    json = {
      ...leaderboardJson({
        board,
        outcome: 'recorded',
        digest,
        tape: sealed,
        ledger: '',
        command: '',
      }),
    }
  })
  const tapeEvents = async (tape: string) => {
    for await (const read of ledger.read(`tape-${tape}`)) {
      const { batch } = right(read)
      if (batch.kind === 'sparse') return batch.events
    }
    throw new Error('no tape')
  }
  const values = (figures: readonly Figure[]) =>
    Object.fromEntries(figures.map(({ name: key, value }) => [key, value]))

  it('are those that run prints of its benchmarks, to the last digit', async () => {
    const { benchmarks } = await seasonFigures(ledger, await findSeason(ledger, name))

    const found = benchmarks.map(({ name: benchmark, figures }) => ({
      name: benchmark,
      leverage: benchmark.replace(/\D/g, ''),
      ...values(figures),
    }))
    expect(found).toEqual(json['benchmarks'])
  })

  it('are its prices and its digest', async () => {
    const { figures } = await seasonFigures(ledger, await findSeason(ledger, name))
    const sealed = (await tapeEvents(String(json['tape']))).at(-1)!
    if (sealed.type !== 'TapeSealed') throw new Error('no seal')

    const { lowPrice, highPrice, digest } = values(figures)
    expect(digest).toBe(json['digest'])
    expect([lowPrice, highPrice].map((price) => Number(price) * 10)).toEqual([
      sealed.data.lowTicks,
      sealed.data.highTicks,
    ])
  })

  it('rest on events that an audit finds as recorded', async () => {
    const { figures, benchmarks } = await seasonFigures(ledger, await findSeason(ledger, name))
    const all = [...figures, ...benchmarks.flatMap(({ figures: own }) => own)]
    const events = new Set(
      all
        .filter(({ name: key }) => key !== 'digest')
        .flatMap(({ from: grounds }) => grounds.map(({ event }) => event)),
    )
    expect(all.filter(({ from: grounds }) => grounds.length === 0)).toEqual([])
    const auditor = auditorOf(ledger)
    for (const event of [...events].filter((_, index) => index % 9 === 0)) {
      const { problems } = await auditor.audit(right(parseReference(event)), 'UTC')
      expect({ event, problems }).toEqual({ event, problems: [] })
    }
  })
})
