import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import { type EventBatch, type Ledger, batchLength } from '@gridledger/domain'
import { SEASON_VIEW } from '@gridledger/projections'
import {
  type RunSketch,
  SEASON,
  type SeasonSketch,
  type Step,
  everyMinute,
  filled,
  minutes,
  placed,
  started,
} from '@gridledger/projections/testing'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { withNumber } from '../../../../test/support/damage'
import { suiteFolder } from '../../../../test/support/files'
import { sketchedStreams } from '../../../../test/support/sketchedStreams'
import { inBatchesOf } from '../../../../test/support/smallBatches'
import {
  type Streams,
  firstOf,
  ledgerOf,
  streamsOf,
  watched,
} from '../../../../test/support/streams'
import { right } from '../../../../test/support/tapes'
import { run } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { copySeason } from './copySeason'
import { seasonDigest } from './digest'
import type { PreparedSeason } from './prepareSeason'
import { runSeason } from './runSeason'
import { withAppend } from '../../../../test/support/withAppend'

const folder = suiteFolder()
const NAMES = ['amended', 'liquidated']
const PAIR = CONTESTANTS.filter(({ name }) => NAMES.includes(name))
const BATCH = 300
const TAPE = 'tape-sketched-tape'
/** What `runSeason` appends, in its order. */
let recorded: readonly { readonly stream: string; readonly batch: EventBatch }[] = []
let pair: PreparedSeason
let full: Streams = new Map()
let digest = ''

beforeAll(async () => {
  pair = await prepared(folder, { ...busySeason(folder), contestants: PAIR })
  const ledger = inBatchesOf(memoryLedger(), [BATCH])
  const appends: { stream: string; batch: EventBatch }[] = []
  const append: Ledger['append'] = (stream, expected, batch) => {
    appends.push({ stream, batch })
    return ledger.append(stream, expected, batch)
  }
  const { batches } = await runSeason(withAppend(ledger, append), pair)
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  recorded = appends.filter(({ batch }) => batchLength(batch) > 0)
  full = await streamsOf(ledger)
  digest = (await seasonDigest(ledger, BUSY)).digest
})

const own = (kind: 'run' | 'checks', name: string) => `${kind}-${BUSY}.${name}`
const tapeStreams = () => ['tape', 'ticks', 'marks'].map((kind) => `${kind}-${pair.tape.name}`)
const eventsOf = (streams: Streams) =>
  [...streams.values()].reduce((sum, batch) => sum + batchLength(batch), 0)

/** Streams with only so many events of some. */
function cut(streams: Streams, counts: Readonly<Record<string, number>>): Streams {
  return new Map(
    [...streams].map(([name, batch]) => [name, firstOf(batch, counts[name] ?? batchLength(batch))]),
  )
}

/** A ledger whose appends fail from one on, as on a full disk. */
function failingAt(ledger: Ledger, failing: number): Ledger {
  let count = 0
  const append: Ledger['append'] = (...what) => {
    count += 1
    return count > failing
      ? TE.left({ kind: 'unavailable', message: 'the disk is full' })
      : ledger.append(...what)
  }
  return withAppend(ledger, append)
}

/** A ledger that reads one stream as something else. */
function reading(
  ledger: Ledger,
  stream: string,
  change: (batch: EventBatch) => EventBatch,
): Ledger {
  const read: Ledger['read'] = async function* (name, ...range) {
    for await (const found of ledger.read(name, ...range)) {
      const { batch, ...place } = right(found)
      yield E.right({ ...place, batch: name === stream ? change(batch) : batch })
    }
  }
  return { ...ledger, read }
}

describe('copySeason', () => {
  it('copies every event, in the order in which run appends', async () => {
    const source = inBatchesOf(await ledgerOf(full), [BATCH])
    const { ledger, appends } = watched(memoryLedger())
    expect(await copySeason(source, ledger, BUSY)).toEqual({
      season: BUSY,
      digest,
      events: eventsOf(full),
      copied: eventsOf(full),
      outcome: 'copied',
      isFinished: true,
    })
    expect(await streamsOf(ledger)).toEqual(full)
    // The ticks of a file come in other batches than those of a ledger.
    const isMarket = (line: string) => /^(ticks|marks)-/.test(line)
    const lines = recorded.map(({ stream, batch }) => `${stream} ${batchLength(batch)}`)
    const copied = appends.map((line) => line.replace(/ -?\d+ (\d+)$/, ' $1'))
    expect(copied.filter((line) => !isMarket(line) && !line.endsWith(' 0'))).toEqual(
      lines.filter((line) => !isMarket(line)),
    )
    expect(streamsInOrder(copied)).toEqual(streamsInOrder(lines))
    const [tape, ticks, marks] = tapeStreams()
    const runs = NAMES.flatMap((name) => [own('run', name), own('checks', name)])
    const begun = [tape, ticks, marks, tape, `season-${BUSY}`, ...runs, ...runs]
    expect(streamsInOrder(copied).slice(0, begun.length)).toEqual(begun)
  })

  it('changes nothing the second time', async () => {
    const { ledger, appends } = watched(await ledgerOf(full))
    const again = await copySeason(await ledgerOf(full), ledger, BUSY)
    expect(again).toMatchObject({ digest, copied: 0, outcome: 'unchanged' })
    expect(appends).toEqual([])
    expect(await streamsOf(ledger)).toEqual(full)
  })

  it('takes a tape that the target has sealed', async () => {
    const tape = new Map([...full].filter(([name]) => tapeStreams().includes(name)))
    const { ledger, appends } = watched(await ledgerOf(tape))
    const copied = await copySeason(await ledgerOf(full), ledger, BUSY)
    expect(copied).toMatchObject({
      outcome: 'copied',
      digest,
      copied: eventsOf(full) - eventsOf(tape),
    })
    expect(appends.filter((line) => tapeStreams().includes(line.split(' ')[0]!))).toEqual([])
    expect(await streamsOf(ledger)).toEqual(full)
  })

  it('leaves snapshots, other seasons and tapes without a season behind', async () => {
    const others = sketchedStreams({
      ticks: everyMinute(115, 116),
      runs: { bot: { steps: [started()] } },
    })
    const source = await ledgerOf(new Map([...full, ...others]))
    await run(source.snapshots!.put({ ...SEASON_VIEW, season: BUSY, tick: 3, content: '{}' }))
    const target = memoryLedger()
    await copySeason(source, target, BUSY)
    expect(await run(target.streams())).toEqual([...full.keys()].sort())
    expect(await run(target.snapshots!.latest({ ...SEASON_VIEW, season: BUSY }, 9))).toBeUndefined()
  })

  it('says how far it has come, stage by stage', async () => {
    const told: string[] = []
    await copySeason(await ledgerOf(full), memoryLedger(), BUSY, (stage, done, events) => {
      if (done === events) told.push(stage)
      expect(done).toBeLessThanOrEqual(events)
    })
    expect([...new Set(told)]).toEqual(['checking', 'copying'])
  })

  it('fails for a season that is not there, with the nearest name', async () => {
    const { ledger, appends } = watched(memoryLedger())
    await expect(copySeason(await ledgerOf(full), ledger, 'bus')).rejects.toMatchObject({
      problem: { kind: 'not-found', message: 'memory: has no season bus; did you mean busy?' },
    })
    expect(appends).toEqual([])
  })
})

/** The streams of appends without what is the same as the one before. */
function streamsInOrder(appends: readonly string[]): readonly string[] {
  const streams = appends.filter((line) => !line.endsWith(' 0')).map((line) => line.split(' ')[0]!)
  return streams.filter((stream, index) => stream !== streams[index - 1])
}

describe('copySeason: interrupted', () => {
  const tick = fc.integer({ min: 0, max: 39 })
  const step = tick.chain((at) =>
    fc.constantFrom<Step>(filled(at, 'buy', 110), filled(at, 'sell', 120), placed(at, 'buy', 1)),
  )
  const runs: fc.Arbitrary<RunSketch> = fc
    .record({ steps: fc.array(step, { maxLength: 30 }), checks: fc.uniqueArray(tick) })
    .map(({ steps, checks }) => ({
      steps: [started({}, { price: 115 }), ...steps.sort((a, b) => a.tick - b.tick)],
      checks: checks.sort((a, b) => a - b),
    }))
  const timed = fc
    .uniqueArray(tick, { maxLength: 9 })
    .map((at) => at.sort((a, b) => a - b).map(minutes))
  const seasons: fc.Arbitrary<SeasonSketch> = fc
    .record({
      prices: fc.array(fc.integer({ min: 90, max: 150 }), { minLength: 40, maxLength: 40 }),
      marks: timed,
      fundings: timed,
      runs: fc.dictionary(fc.constantFrom('ann', 'bob', 'cid'), runs, { minKeys: 1 }),
    })
    .map(({ prices, marks, fundings, runs: sketched }) => ({
      ticks: everyMinute(...prices),
      ...(marks.length === 0 ? {} : { marks: marks.map((time) => [time, 100] as const) }),
      fundings: fundings
        .filter((time) => time > minutes(0))
        .map((time) => [time, '0.0001'] as const),
      runs: sketched,
    }))
  const sizes = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 4 })

  it('is never taken for whole, and the next one finishes it, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(seasons, sizes, sizes, fc.nat(60), async (sketch, first, then, failing) => {
        const streams = sketchedStreams(sketch)
        const source = await ledgerOf(streams)
        const target = memoryLedger()
        const failed = await copySeason(
          inBatchesOf(source, first),
          failingAt(target, failing),
          SEASON,
        ).then(
          () => false,
          () => true,
        )
        const there = await streamsOf(target)
        for (const [name, batch] of there)
          expect(batch).toEqual(firstOf(streams.get(name)!, batchLength(batch)))
        const isWhole = (name: string) =>
          batchLength(there.get(name) ?? NOTHING) === batchLength(streams.get(name)!)
        if (isWhole(`season-${SEASON}`)) expect([...streams.keys()].every(isWhole)).toBe(true)
        if (isWhole(TAPE)) expect(isWhole('ticks-sketched-tape')).toBe(true)
        if (there.has(`season-${SEASON}`)) expect(isWhole(TAPE)).toBe(true)
        const { outcome } = await copySeason(inBatchesOf(source, then), target, SEASON)
        expect(await streamsOf(target)).toEqual(streams)
        // A tape that is sealed may be that of another season.
        const isBegun = there.size > 0 && (there.has(`season-${SEASON}`) || !isWhole(TAPE))
        expect(outcome).toBe(!failed ? 'unchanged' : isBegun ? 'resumed' : 'copied')
      }),
      { numRuns: 60 },
    )
  })

  it('copies an unfinished season as far as it is recorded, and goes on later', async () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    await fc.assert(
      fc.asyncProperty(seasons, share, share, async (sketch, some, more) => {
        const streams = sketchedStreams(sketch)
        const upTo = (part: number) =>
          cut(streams, {
            [`season-${SEASON}`]: batchLength(streams.get(`season-${SEASON}`)!) - 1,
            ...Object.fromEntries(
              [...streams].flatMap(([name, batch]) =>
                /^(run|checks)-/.test(name) ? [[name, Math.floor(batchLength(batch) * part)]] : [],
              ),
            ),
          })
        const target = memoryLedger()
        for (const part of [Math.min(some, more), Math.max(some, more)]) {
          const source = await ledgerOf(upTo(part))
          expect(await copySeason(source, target, SEASON)).toMatchObject({ isFinished: false })
          expect(await streamsOf(target)).toEqual(await streamsOf(source))
        }
        const finished = await copySeason(await ledgerOf(streams), target, SEASON)
        expect(finished).toMatchObject({ isFinished: true, outcome: 'resumed' })
        expect(await streamsOf(target)).toEqual(streams)
      }),
      { numRuns: 30 },
    )
  })

  it('copies a season that is being recorded as it stood, no run ahead of its events', async () => {
    for (const lead of [8, 9, 10, 11]) {
      const growing = memoryLedger()
      let next = 0
      const grow = async () => {
        const append = recorded[next]
        next += 1
        if (append === undefined) return
        const events = (await run(growing.head(append.stream)))?.events ?? 0
        await run(growing.append(append.stream, events - 1, append.batch))
      }
      while (next < lead) await grow()
      const head: Ledger['head'] = (stream) => async () => {
        const found = await growing.head(stream)()
        // Between two heads a contestant records a batch, and the next one begins with it.
        for (let appends = 0; appends < 3; appends += 1) await grow()
        return found
      }
      const target = memoryLedger()
      const copied = await copySeason({ ...growing, head }, target, BUSY)
      expect(copied.isFinished).toBe(false)
      const there = await streamsOf(target)
      for (const name of NAMES) {
        const batches = (stream: string) => {
          const ends = recorded.filter((append) => append.stream === stream)
          let left = batchLength(there.get(stream) ?? NOTHING)
          return ends.filter(({ batch }) => (left -= batchLength(batch)) >= 0).length
        }
        expect(batches(own('run', name))).toBeGreaterThanOrEqual(batches(own('checks', name)))
      }
      while (next < recorded.length) await grow()
      expect(await copySeason(growing, target, BUSY)).toMatchObject({ digest, outcome: 'resumed' })
      expect(await streamsOf(target)).toEqual(full)
    }
  })
})

const NOTHING: EventBatch = { kind: 'sparse', events: [] }

describe('copySeason: what the target has is something else', () => {
  const later: (batch: EventBatch) => EventBatch = (batch) =>
    batch.kind === 'dense'
      ? withNumber(3, 0, (time) => time + 1)(batch)
      : {
          kind: 'sparse',
          events: batch.events.map((event, at) =>
            at === 3 ? { ...event, timeMicros: event.timeMicros + 1 } : event,
          ),
        }
  const twice = (batch: EventBatch): EventBatch =>
    batch.kind === 'sparse'
      ? { kind: 'sparse', events: [...batch.events, ...batch.events.slice(-1)] }
      : batch

  it.each<
    [what: string, stream: () => string, change: (batch: EventBatch) => EventBatch, says: string]
  >([
    ['a tick', () => `ticks-${pair.tape.name}`, later, 'others in ticks-'],
    ['a mark', () => `marks-${pair.tape.name}`, later, 'others in marks-'],
    ['an event of a tape', () => `tape-${pair.tape.name}`, later, 'others in tape-'],
    [
      'an event of a run',
      () => own('run', 'amended'),
      (batch) => firstOf(later(batch), 50),
      'others in run-',
    ],
    [
      'a check',
      () => own('checks', 'liquidated'),
      (batch) => firstOf(later(batch), 9),
      'others in checks-',
    ],
    ['an event more', () => own('run', 'liquidated'), twice, 'goes on after the'],
    [
      'ticks that a sealed tape lacks',
      () => `ticks-${pair.tape.name}`,
      (batch) => firstOf(batch, 9),
      'the tape is sealed there with 9 of',
    ],
  ])('refuses %s, and writes nothing', async (_, stream, change, says) => {
    const open = cut(full, { [`season-${BUSY}`]: 1 + NAMES.length })
    const there = new Map(open).set(stream(), change(open.get(stream())!))
    const { ledger, appends } = watched(await ledgerOf(there))
    const copying = copySeason(await ledgerOf(full), ledger, BUSY)
    await expect(copying).rejects.toMatchObject({ problem: { kind: 'input' } })
    await expect(copying).rejects.toThrow(says)
    expect(appends).toEqual([])
  })

  it('refuses a finished season that lacks events', async () => {
    const there = cut(full, { [own('checks', 'amended')]: 7 })
    const { ledger, appends } = watched(await ledgerOf(there))
    await expect(copySeason(await ledgerOf(full), ledger, BUSY)).rejects.toThrow(
      /^season busy: memory: holds .* the season is finished there with 7 of \d+ events in checks-busy.amended;/,
    )
    expect(appends).toEqual([])
  })

  it('refuses another contestant, and one that has come further than the source', async () => {
    const other = await prepared(folder, {
      ...busySeason(folder),
      contestants: PAIR.map((bot) => ({ ...bot, gridCount: 41 })),
    })
    const target = memoryLedger()
    for await (const { ticks } of (await runSeason(target, other)).batches)
      expect(ticks.batch.count).toBeGreaterThan(0)
    await expect(copySeason(await ledgerOf(full), target, BUSY)).rejects.toMatchObject({
      problem: {
        kind: 'input',
        message:
          'season busy: memory: holds other events under this name than memory:, another contestant amended; copy it into another ledger',
      },
    })
    const unfinished = await ledgerOf(cut(full, { [`season-${BUSY}`]: 1 + NAMES.length }))
    await expect(copySeason(unfinished, await ledgerOf(full), BUSY)).rejects.toThrow(
      `season-${BUSY} goes on after the 3 events of the source: 4`,
    )
  })
})

describe('copySeason: damage', () => {
  const changed = withNumber(3, 2, (value) => value + 1)

  it('refuses a source whose events are not those that were hashed, and writes nothing', async () => {
    for (const stream of [`ticks-${pair.tape.name}`, own('checks', 'liquidated')]) {
      const { ledger, appends } = watched(memoryLedger())
      const source = reading(await ledgerOf(full), stream, changed)
      await expect(copySeason(source, ledger, BUSY)).rejects.toMatchObject({
        problem: { kind: 'ledger', error: { kind: 'corrupt', stream } },
      })
      expect(appends).toEqual([])
    }
  })

  it('does not seal or finish what turns out to be damaged while it is copied', async () => {
    for (const stream of [`ticks-${pair.tape.name}`, own('checks', 'liquidated')]) {
      let reads = 0
      const sound = await ledgerOf(full)
      const bad = reading(sound, stream, changed)
      const read: Ledger['read'] = (name, ...range) => {
        reads += name === stream ? 1 : 0
        return (reads > 1 ? bad : sound).read(name, ...range)
      }
      const target = memoryLedger()
      await expect(copySeason({ ...sound, read }, target, BUSY)).rejects.toMatchObject({
        problem: { kind: 'ledger', error: { kind: 'corrupt', stream } },
      })
      const last = stream.startsWith('ticks') ? `tape-${pair.tape.name}` : `season-${BUSY}`
      expect((await run(target.head(last)))?.events).toBe(batchLength(full.get(last)!) - 1)
    }
  })

  it('says no where what is read back is something else, and does not finish it', async () => {
    const sound = memoryLedger()
    const stream = own('checks', 'amended')
    const copying = copySeason(await ledgerOf(full), reading(sound, stream, changed), BUSY)
    await expect(copying).rejects.toMatchObject({ problem: { kind: 'no' } })
    await expect(copying).rejects.toThrow(`memory:: ${stream} was read back: expected`)
    expect((await run(sound.head(`season-${BUSY}`)))?.events).toBe(1 + NAMES.length)
  })
})
