import { isRight } from 'fp-ts/Either'
import type { Ledger } from '@gridledger/domain'
import { runCommand } from './commandRun'
import { QUICK_SIZE } from './benchSize'
import {
  type BenchMarket,
  BENCH_SEASON,
  benchMarket,
  benchYear,
  countEvents,
  requireSameFills,
} from './benchSeason'
import { eventLines } from './eventLines'
import { foldBoard, parseTime, recordWithViews, requireSameBoard, writeEvents } from './foldRow'
import { Figures } from './measure'
import { recordAll, requireEvents } from './recordRow'
import { BENCH_ROWS, PEER_ROWS } from './rows'
import { requirePrinted } from './startRows'
import { eventsIn, temporaryLedger } from './temporary'
import { requireVerified } from './verifyRow'
import { requireLeaderboard } from './yearRow'
import { suiteFolder } from '../../../../test/support/files'
import { embeddedLedger } from '../ledger/embeddedLedger'
import { run, valueOf } from '../failure'

const { path, write } = suiteFolder()

describe('the rows of the bench', () => {
  it('have names of their own', () => {
    const names = [...BENCH_ROWS, ...PEER_ROWS].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it.each(BENCH_ROWS)('$name does its work at a small size', async ({ measure }) => {
    const figures = await measure(QUICK_SIZE)
    expect(isRight(Figures.decode(figures))).toBe(true)
    const { perSecond, baseline, ratio, milliseconds, peakMemoryMb } = figures
    for (const figure of [perSecond, baseline, ratio, milliseconds, peakMemoryMb]) {
      expect(Number.isFinite(figure)).toBe(true)
      expect(figure).toBeGreaterThan(0)
    }
  })
})

describe('a row that does not do its work throws', () => {
  const year = benchYear(1_000)
  const other = benchYear(900)
  const { ledger, remove } = temporaryLedger()
  let market: BenchMarket
  beforeAll(async () => {
    market = await benchMarket(year.prepared.tape)
    await recordAll(ledger, year.prepared)
  })
  afterAll(remove)

  it('where the engine fills other orders than the bare loop', () => {
    const counted = countEvents(year.prepared, market)
    expect(() => requireSameFills(counted, year.bare)).not.toThrow()
    expect(() => requireSameFills(counted, other.bare)).toThrow(/^expected as many fills as/)
  })

  it('where events are missing', async () => {
    const events = await eventsIn(ledger)
    expect(() => requireEvents(events - 1, events)).toThrow(`found ${events - 1}`)
    await expect(recordAll(ledger, other.prepared)).rejects.toThrow('found another tape')
  })

  it('where folding gives another leaderboard', async () => {
    const second = temporaryLedger()
    const recorded = await recordWithViews(second.ledger, other.prepared)
    const [own, same] = [await foldBoard(ledger), await foldBoard(second.ledger)]
    second.remove()
    expect(() => requireSameBoard(same, recorded)).not.toThrow()
    expect(() => requireSameBoard(own, recorded)).toThrow('found another')
  })

  it('where a line is missing of those that are parsed', async () => {
    const lines = `${path}/lines.json`
    await writeEvents(ledger, lines)
    const events = await eventsIn(ledger)
    expect(parseTime(lines, events)).toBeGreaterThan(0)
    expect(() => parseTime(lines, events + 1)).toThrow(`found ${events}`)
  })

  it('where what was recorded is not sound', async () => {
    await requireVerified(ledger)
    const strange: Ledger = {
      ...ledger,
      streams: () => async () => {
        const streams = valueOf(await ledger.streams()())
        return { _tag: 'Right', right: [...streams, `run-${BENCH_SEASON}.stranger`] }
      },
    }
    await expect(requireVerified(strange)).rejects.toThrow('never entered')
  })

  it('where a command prints no leaderboard, or one of fewer events', () => {
    const text = `digest  ${'0'.repeat(64)}\nevents  1,234 in file:x, recorded now\n`
    expect(() => requireLeaderboard(text, 1234)).not.toThrow()
    expect(() => requireLeaderboard(text, 1235)).toThrow('1,235 events')
    expect(() => requireLeaderboard('', 1234)).toThrow('expected a leaderboard')
    expect(() => requirePrinted('nothing', /^Usage/)).toThrow('found nothing')
  })
})

describe('the lines that folds are measured against', () => {
  it('are those of `events --json`', async () => {
    const file = write('lines.db', '')
    const ledger = valueOf(embeddedLedger(file))
    await recordAll(ledger, benchYear(60).prepared)
    const streams = await run(ledger.streams())
    for (const stream of streams.filter((name) => /^(run|checks)-/.test(name))) {
      const lines: string[] = []
      for await (const held of eventLines(ledger, stream)) lines.push(...held)
      const args = ['events', stream, '--json', '--ledger', `file:${file}`]
      expect(`[${lines.join(',\n')}]\n`).toBe(runCommand(args).stdout)
    }
    ledger.close()
  })
})
