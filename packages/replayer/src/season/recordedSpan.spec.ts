import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import { from, lastValueFrom, take } from 'rxjs'
import {
  type EventBatch,
  type Ledger,
  checksStream,
  runName,
  runStream,
  seasonStream,
  ticksStream,
} from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { inBatchesOf } from '../../../../test/support/smallBatches'
import { Failure, run, valueOf } from '../failure'
import { recordTape } from '../import/recordTape'
import { memoryLedger } from '../ledger/memoryLedger'
import { findSeason } from './findRun'
import type { PreparedSeason } from './prepareSeason'
import { recordedSpan, tickAt } from './recordedSpan'
import { runSeason } from './runSeason'
import { denseRow } from './ticksAt'
import { withAppend } from '../../../../test/support/withAppend'

const folder = suiteFolder()
let season: PreparedSeason
beforeAll(async () => {
  season = await prepared(folder, busySeason(folder))
})

/**
 * The season in batches of 300 ticks: the first few of them, or all. The last checks of the
 * contestant that `fails` are not there any more.
 */
async function recorded(batches = Infinity, fails?: string, of = season): Promise<Ledger> {
  const ledger = inBatchesOf(memoryLedger(), [300])
  let left = batches
  const append: Ledger['append'] = (stream, ...what) => {
    if (stream !== checksStream(runName(BUSY, fails ?? ''))) return ledger.append(stream, ...what)
    left -= 1
    if (left > 0) return ledger.append(stream, ...what)
    return TE.left({ kind: 'unavailable', message: 'the disk is full' })
  }
  const recording = await runSeason(withAppend(ledger, append), of)
  const ended = lastValueFrom(from(recording.batches).pipe(take(batches)))
  if (fails === undefined) await ended
  else await expect(ended).rejects.toThrow('the disk is full')
  return ledger
}

const spanOf = async (ledger: Ledger) => recordedSpan(ledger, await findSeason(ledger, BUSY))

describe('recordedSpan', () => {
  it('is the whole tape of a finished season', async () => {
    const ledger = await recorded()
    expect(await spanOf(ledger)).toEqual({
      isFinished: true,
      lastTick: season.tape.ticks.count - 1,
      ticks: season.tape.ticks.count,
      firstMicros: season.tape.startMicros,
      lastMicros: season.tape.sealed.timeMicros,
    })
  })

  it('reaches as far as the contestant that has come the least far', async () => {
    const ledger = await recorded(3, 'kept')
    const span = await spanOf(ledger)
    expect(span).toMatchObject({ isFinished: false, ticks: season.tape.ticks.count })
    expect(await lastTickTold(ledger, 'amended')).toBe(899)
    expect(await lastTickTold(ledger, 'kept')).toBe(599)
    expect(span.lastTick).toBe(599)
    const tick = await denseRow(ledger, ticksStream(season.tape.name), 599)
    expect(span.lastMicros).toBe(tick?.timeMicros)
  })

  it('does not wait for a contestant whose grid is over', async () => {
    const ledger = await recorded(15)
    const over = await Promise.all(CONTESTANTS.map(({ name }) => lastTickTold(ledger, name)))
    const { lastTick } = await spanOf(ledger)
    expect(Math.min(...over)).toBeLessThan(lastTick)
    expect(lastTick).toBeGreaterThan(4000)
  })

  // With others beside it, one that is behind would be behind in their place.
  const alone = async (name: string, changes: Partial<(typeof CONTESTANTS)[number]> = {}) => {
    const contestants = CONTESTANTS.filter((each) => each.name === name)
    const only = contestants.map((each) => ({ ...each, ...changes }))
    return prepared(folder, { ...busySeason(folder), contestants: only })
  }

  it('takes no event for the checks before it', async () => {
    const ledger = await recorded(3, 'amended', await alone('amended'))
    expect(await lastTickTold(ledger, 'amended')).toBeGreaterThan(800)
    expect(await spanOf(ledger)).toMatchObject({ isFinished: false, lastTick: 599 })
  })

  it('takes no end of a grid for the checks before it', async () => {
    const liquidated = await alone('liquidated')
    const end = await lastTickTold(await recorded(Infinity, undefined, liquidated), 'liquidated')
    const batches = Math.ceil((end + 1) / 300)
    const ledger = await recorded(batches, 'liquidated', liquidated)
    expect(await lastTickTold(ledger, 'liquidated')).toBe(end)
    expect((await spanOf(ledger)).lastTick).toBe((batches - 1) * 300 - 1)
  })

  it('waits for the amendments that a stopped grid has yet to refuse', async () => {
    const at = season.tape.sealed.timeMicros - 60_000_000
    const stopped = await alone('stopped', { amendments: [{ at, set: { gridCount: 5 } }] })
    const whole = await recorded(Infinity, undefined, stopped)
    expect(await lastTickTold(whole, 'stopped')).toBe(4796)
    const ledger = await recorded(15, undefined, stopped)
    const stop = await lastTickTold(ledger, 'stopped')
    expect(stop).toBeLessThan(4000)
    expect((await spanOf(ledger)).lastTick).toBeLessThan(4796)
  })

  it('is none where a contestant has not begun', async () => {
    const inputs: EventBatch = {
      kind: 'sparse',
      events: [season.opened, ...season.entries.map(({ event }) => event)],
    }
    const ledger = memoryLedger()
    await recordTape(ledger, season.tape)
    await run(ledger.append(seasonStream(BUSY), -1, inputs))
    await expect(spanOf(ledger)).rejects.toThrow(Failure)
    await expect(spanOf(ledger)).rejects.toThrow('is not recorded far enough to be shown')
  })
})

/** The last tick of any event or check of a run. */
async function lastTickTold(ledger: Ledger, contestant: string): Promise<number> {
  const name = runName(BUSY, contestant)
  let last = 0
  for (const stream of [runStream(name), checksStream(name)]) {
    for await (const read of ledger.read(stream)) {
      const { batch } = valueOf(read)
      const ticks =
        batch.kind === 'sparse' ? batch.events.map(({ tick }) => tick!) : batch.columns[1]!
      last = Math.max(last, ...ticks)
    }
  }
  return last
}

describe('tickAt', () => {
  const tickOf = async (ledger: Ledger, text: string) => {
    const found = await findSeason(ledger, BUSY)
    return tickAt(ledger, found, await recordedSpan(ledger, found), text, isoTime)
  }
  let ledger: Ledger
  beforeAll(async () => {
    ledger = await recorded()
  })

  it.each([
    ['2025-10-23T18:30:00Z', 0],
    ['2025-10-23T18:30:14.999999Z', 0],
    ['2025-10-23T18:30:15Z', 1],
    ['2025-10-23 18:30:59.999998 UTC', 2],
    ['2025-10-23T18:30:59.999999Z', 3],
    ['2025-10-24T14:30:00Z', 4800],
    ['0', 0],
    ['4800', 4800],
  ])('%s is the tick %i', async (text, tick) => {
    expect(await tickOf(ledger, text)).toEqual(E.right(tick))
  })

  it.each(['2025-10-23T18:29:59.999999Z', '2025-10-24T14:30:00.000001Z', '4801'])(
    '%s lies outside, and the span is named',
    async (text) => {
      const span = '2025-10-23T18:30:00Z to 2025-10-24T14:30:00Z, or a tick from 0 to 4800'
      expect(await tickOf(ledger, text)).toEqual(E.left(`expected ${span}, found ${text}`))
    },
  )

  it('says how far an unfinished season is recorded', async () => {
    const tick = await tickOf(await recorded(3), '4000')
    expect(tick).toEqual(
      E.left(expect.stringContaining('which is as far as the season is recorded')),
    )
  })

  it('says what a moment is', async () => {
    expect(await tickOf(ledger, 'noon')).toEqual(E.left(expect.stringContaining('found "noon"')))
  })
})
