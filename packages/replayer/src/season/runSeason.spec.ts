import * as fc from 'fast-check'
import * as TE from 'fp-ts/TaskEither'
import { from, lastValueFrom } from 'rxjs'
import {
  type DenseBatch,
  type EventBatch,
  type Ledger,
  type SparseEvent,
  batchLength,
} from '@gridledger/domain'
import { leaderboard } from '@gridledger/projections'
import {
  BUSY,
  BUSY_BARS,
  CONTESTANTS,
  busySeason,
  prepared,
} from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { SEASON_1_START } from '../../../../test/support/marketFiles'
import {
  type Streams,
  columnOf,
  firstOf,
  ledgerOf,
  sparseEvents,
  streamsOf,
  watched,
} from '../../../../test/support/streams'
import { Failure, run } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { seasonDigest } from './digest'
import type { PreparedSeason } from './prepareSeason'
import { readSeason } from './readSeason'
import { type SeasonRun, runSeason } from './runSeason'
import { withAppend } from '../../../../test/support/withAppend'

const folder = suiteFolder()
const BOTH = busySeason(folder)
/** Two of the contestants: what is cut, resumed and compared many times is kept small. */
const PAIR = CONTESTANTS.filter(({ name }) => name === 'amended' || name === 'liquidated')
const SEASON = { ...BOTH, contestants: PAIR }
let pair: PreparedSeason
let tape = ''
const NAMES = PAIR.map(({ name }) => name)
const OWN = NAMES.flatMap((name) => [`run-${BUSY}.${name}`, `checks-${BUSY}.${name}`])

async function drain({ batches }: Pick<SeasonRun, 'batches'>): Promise<number> {
  let count = 0
  for await (const { ticks } of batches) count += ticks.batch.count
  return count
}

/** Runs a season to its end. */
async function runThrough(ledger: Ledger, season: PreparedSeason = pair) {
  const started = await runSeason(ledger, season)
  await drain(started)
  return started.outcome
}

const digestOf = async (ledger: Ledger) => (await seasonDigest(ledger, BUSY)).digest

async function recorded(season: PreparedSeason): Promise<Streams> {
  const ledger = memoryLedger()
  await runThrough(ledger, season)
  return streamsOf(ledger)
}

/** The whole season, recorded once. */
let full: Streams = new Map()
let digest = ''
beforeAll(async () => {
  pair = await prepared(folder, SEASON)
  tape = pair.tape.name
  full = await recorded(pair)
  digest = await digestOf(await ledgerOf(full))
})

/** The season with only so many events of some streams; the season itself still open. */
function cutTo(counts: Readonly<Record<string, number>>): Streams {
  const length = (name: string, batch: EventBatch) => {
    if (name === `season-${BUSY}`) return 1 + NAMES.length
    return counts[name] ?? batchLength(batch)
  }
  return new Map([...full].map(([name, batch]) => [name, firstOf(batch, length(name, batch))]))
}

/** The season's own stream alone, closed or not: all that its inputs are compared with. */
const inputsOf = (events: number) => {
  const name = `season-${BUSY}`
  return ledgerOf(new Map([[name, firstOf(full.get(name)!, events)]]))
}

const conflictIn = (stream: string) => ({
  problem: { kind: 'ledger', error: { kind: 'conflict', stream } },
})

describe('runSeason: recorded', () => {
  it('records the tape, the season and a run and checks for each contestant', async () => {
    const ledger = memoryLedger()
    expect(await runThrough(ledger)).toBe('recorded')
    expect(await run(ledger.streams())).toEqual(
      [`marks-${tape}`, `season-${BUSY}`, `tape-${tape}`, `ticks-${tape}`, ...OWN].sort(),
    )
    const types = sparseEvents(full.get(`season-${BUSY}`)).map(({ type }) => type)
    const entered = NAMES.map(() => 'ContestantEntered')
    expect(types).toEqual(['SeasonOpened', ...entered, 'SeasonClosed'])
  })

  it('is the same, to the digest, a second time in another ledger', async () => {
    const ledger = memoryLedger()
    await runThrough(ledger)
    expect(await digestOf(ledger)).toBe(digest)
  })

  it('yields the ticks in batches as they are recorded, what opens them with the first', async () => {
    const ledger = memoryLedger()
    const { batches } = await runSeason(ledger, pair)
    let next = 0
    for await (const { ticks, opening, runs } of batches) {
      expect(ticks.firstRevision).toBe(next)
      expect(opening).toHaveLength(next === 0 ? 2 : 0)
      expect([...runs.keys()]).toEqual(NAMES)
      next += ticks.batch.count
      // What is yielded is in the ledger by then.
      for (const { events } of runs.values()) {
        const head = await run(ledger.head(events.stream))
        expect(head?.events).toBe(events.firstRevision + events.events.length)
      }
    }
    expect(next).toBe(BUSY_BARS * 4 + 1)
  })

  it('uses a tape that is there already', async () => {
    const names = [`tape-${tape}`, `ticks-${tape}`, `marks-${tape}`]
    const recordedTape = new Map([...full].filter(([name]) => names.includes(name)))
    const { ledger, appends } = watched(await ledgerOf(recordedTape))
    expect(await runThrough(ledger)).toBe('recorded')
    expect(appends.filter((text) => names.some((name) => text.startsWith(name)))).toEqual([])
    expect(await digestOf(ledger)).toBe(digest)
  })

  it('keeps two seasons of one tape apart', async () => {
    const ledger = await ledgerOf(full)
    const alone = await prepared(folder, { ...SEASON, season: 'other', contestants: [PAIR[0]!] })
    expect(await runThrough(ledger, alone)).toBe('recorded')
    expect(await digestOf(ledger)).toBe(digest)
    const same = (await streamsOf(ledger)).get('run-other.amended')
    const data = (batch: EventBatch | undefined) =>
      sparseEvents(batch).map((event) => [event.type, event.timeMicros, event.data])
    expect(data(same)).toEqual(data(full.get(`run-${BUSY}.amended`)))
  })

  it('runs season 1 on the embedded tape, cut short', async () => {
    const end = SEASON_1_START + 60 * 60_000_000
    const { mark: _, ...season } = { ...SEASON, mark: null, end }
    const short = await prepared(folder, {
      ...season,
      season: 'short',
      tape: { embedded: 'okx-season-1' },
      contestants: PAIR.slice(1),
    })
    const ledger = memoryLedger()
    expect(await runThrough(ledger, short)).toBe('recorded')
    expect(await runThrough(ledger, short)).toBe('unchanged')
    expect((await run(ledger.head(`ticks-${short.tape.name}`)))?.events).toBe(241)
  })
})

describe('runSeason: unchanged', () => {
  it('reads a season that is there with the same inputs, and appends nothing', async () => {
    const { ledger, appends } = watched(await ledgerOf(full))
    const again = await runSeason(ledger, pair)
    expect(again.outcome).toBe('unchanged')
    const read = await lastValueFrom(from(again.batches).pipe(leaderboard()))
    const first = await runSeason(memoryLedger(), pair)
    expect(read).toEqual(await lastValueFrom(from(first.batches).pipe(leaderboard())))
    expect(appends).toEqual([])
    expect(await digestOf(ledger)).toBe(digest)
  })
})

describe('runSeason: other inputs under the same name', () => {
  const [first, ...others] = PAIR
  const rules = 'another tape, window or rules'
  const contestant = (name: string) => `another contestant ${name}`
  it.each<[name: string, changes: Partial<typeof SEASON>, found: string]>([
    ['another title', { title: 'Another' }, rules],
    ['a note', { notes: ['a note'] }, rules],
    ['another sampling', { sampleEvery: 60_000_000 }, rules],
    ['another fill rule', { fillRule: 'cross' }, rules],
    ['another end: another tape', { end: SEASON.end - 60_000_000 }, rules],
    ['another candle path: another tape', { candlePath: 'low-first' }, rules],
    ['the first contestant less', { contestants: others }, contestant('liquidated')],
    ['the last contestant less', { contestants: [first!] }, contestant('liquidated')],
    [
      'a contestant more',
      { contestants: [...PAIR, { ...first!, name: 'one-more' }] },
      contestant('one-more'),
    ],
    ['another order', { contestants: [...others, first!] }, contestant('liquidated')],
    [
      'another parameter',
      { contestants: [{ ...first!, gridCount: 41 }, ...others] },
      contestant('amended'),
    ],
    [
      'another amendment',
      { contestants: [{ ...first!, amendments: [] }, ...others] },
      contestant('amended'),
    ],
    ['published figures', { published: { amended: { rank: 1 } } }, contestant('amended')],
  ])('refuses %s, and writes nothing', async (_, changes, found) => {
    const { ledger, appends } = watched(await inputsOf(2 + NAMES.length))
    const refused = runSeason(ledger, await prepared(folder, { ...SEASON, ...changes }))
    await expect(refused).rejects.toThrow(Failure)
    await expect(refused).rejects.toMatchObject({
      problem: {
        kind: 'input',
        message:
          `season busy: expected the inputs that memory: holds under this name, found ${found}; ` +
          'give the season another name, or use another ledger',
      },
    })
    expect(appends).toEqual([])
  })

  it('refuses them also where the season is unfinished', async () => {
    const { ledger, appends } = watched(await inputsOf(1 + NAMES.length))
    const other = await prepared(folder, { ...SEASON, title: 'x' })
    await expect(runSeason(ledger, other)).rejects.toThrow('inputs')
    expect(appends).toEqual([])
  })
})

describe('runSeason: resumed', () => {
  it('goes on from any prefix of its streams to the same digest', async () => {
    const cut = fc.oneof(
      { arbitrary: fc.double({ min: 0, max: 1, noNaN: true }), weight: 4 },
      { arbitrary: fc.constantFrom(0, 1), weight: 1 },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(cut, { minLength: OWN.length, maxLength: OWN.length }),
        async (shares) => {
          const counts = OWN.map((name, index) => {
            return [name, Math.round(batchLength(full.get(name)!) * shares[index]!)] as const
          })
          const ledger = await ledgerOf(cutTo(Object.fromEntries(counts)))
          expect(await runThrough(ledger)).toBe('resumed')
          expect(await digestOf(ledger)).toBe(digest)
        },
      ),
      { numRuns: 9 },
    )
  })

  /** Events up to a tick: what a batch that ends there leaves behind. */
  const upTo = (name: string, tick: number): number => {
    const batch = full.get(name)
    return name.startsWith('run-')
      ? sparseEvents(batch).filter((event) => event.tick! <= tick).length
      : columnOf(batch, 1).filter((cause) => cause <= tick).length
  }

  it.each<[name: string, run: number, checks: number]>([
    ['the first batch whole', 4095, 4095],
    ['the first batch of runs, none of checks', 4095, -1],
    ['the first batch of checks, none of runs', -1, 4095],
    ['the start tick', 0, 0],
    ['all but the end', 4799, 4800],
    ['everything but the closing of the season', 4800, 4800],
  ])('goes on from %s', async (_, run, checks) => {
    const counts = OWN.map(
      (name) => [name, upTo(name, name.startsWith('run-') ? run : checks)] as const,
    )
    const ledger = await ledgerOf(cutTo(Object.fromEntries(counts)))
    expect(await runThrough(ledger)).toBe('resumed')
    expect(await digestOf(ledger)).toBe(digest)
  })

  it('appends what is missing and nothing else', async () => {
    const name = `run-${BUSY}.amended`
    const { ledger, appends } = watched(await ledgerOf(cutTo({ [name]: 7 })))
    await runThrough(ledger)
    const length = batchLength(full.get(name)!)
    const added = appends.filter((text) => text.startsWith(`${name} `))
    expect(added[0]).toMatch(/^run-busy\.amended 6 \d+$/)
    const counts = added.map((text) => Number(text.split(' ')[2]))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(length - 7)
    expect(appends.filter((text) => text.startsWith('checks-'))).toEqual([])
    // The season's inputs once more, which are there, and its closing.
    expect(appends.filter((text) => text.startsWith('season-'))).toEqual([
      `season-${BUSY} -1 ${1 + NAMES.length}`,
      `season-${BUSY} ${NAMES.length} 1`,
    ])
  })

  it('goes on where its reader left', async () => {
    const ledger = memoryLedger()
    const { batches } = await runSeason(ledger, pair)
    for await (const { ticks } of batches) {
      expect(ticks.batch.count).toBe(4096)
      break
    }
    const closed = (await run(ledger.head(`season-${BUSY}`)))?.events
    expect(closed).toBe(1 + NAMES.length)
    expect(await runThrough(ledger)).toBe('resumed')
    expect(await digestOf(ledger)).toBe(digest)
  })

  it('goes on after a failure of the ledger at any append', async () => {
    const { ledger: whole, appends } = watched(memoryLedger())
    await runThrough(whole)
    const total = appends.length
    expect(total).toBeGreaterThan(11)
    for (let failing = 0; failing < total; failing += 3) {
      const sound = memoryLedger()
      let count = 0
      const append: Ledger['append'] = (...args) => {
        count += 1
        return count - 1 === failing
          ? TE.left({ kind: 'unavailable', message: 'the disk is full' })
          : sound.append(...args)
      }
      await expect(runThrough(withAppend(sound, append))).rejects.toMatchObject({
        problem: { kind: 'ledger', error: { kind: 'unavailable' } },
      })
      const outcome = await runThrough(sound)
      expect(['recorded', 'resumed']).toContain(outcome)
      expect(await digestOf(sound)).toBe(digest)
    }
  })

  it('yields the same batches as one that was never interrupted', async () => {
    const ledger = await ledgerOf(cutTo({ [OWN[0]!]: 100, [OWN[1]!]: 0, [OWN[3]!]: 10 }))
    const resumed = await runSeason(ledger, pair)
    const board = await lastValueFrom(from(resumed.batches).pipe(leaderboard()))
    const read = await lastValueFrom(from(readSeason(ledger, BUSY)).pipe(leaderboard()))
    expect(board).toEqual(read)
  })
})

describe('runSeason: what is there differs from what is derived', () => {
  type Change = (batch: EventBatch, at: number) => EventBatch
  const inDense = (batch: DenseBatch, field: number, at: number): DenseBatch => {
    const columns = batch.columns.map((column) => column.slice())
    columns[field]![at]! += 1
    return { ...batch, columns }
  }
  const inSparse = (batch: EventBatch, at: number, change: (event: SparseEvent) => SparseEvent) => {
    const events = sparseEvents(batch).map((event, index) => (index === at ? change(event) : event))
    return { kind: 'sparse' as const, events }
  }
  const laterBy1: Change = (batch, at) =>
    batch.kind === 'dense'
      ? inDense(batch, 0, at)
      : inSparse(batch, at, (event) => ({ ...event, timeMicros: event.timeMicros + 1 }))
  const moreBy1: Change = (batch, at) =>
    batch.kind === 'dense'
      ? inDense(batch, 2, at)
      : inSparse(batch, at, (event) => ({
          ...event,
          cause: { ...event.cause, revision: event.cause.revision + 1 },
        }))

  it('is refused as a conflict, whichever number of a prefix it is', async () => {
    const stream = fc.constantFrom(...OWN)
    const share = fc.double({ min: 0, max: 0.999, noNaN: true })
    const change = fc.constantFrom(laterBy1, moreBy1)
    await fc.assert(
      fc.asyncProperty(stream, share, share, change, async (name, length, place, changed) => {
        const whole = full.get(name)!
        const count = 1 + Math.floor(batchLength(whole) * length)
        const prefix = changed(firstOf(whole, count), Math.floor(count * place))
        const ledger = await ledgerOf(new Map([...cutTo({}), [name, prefix]]))
        await expect(runThrough(ledger)).rejects.toMatchObject(conflictIn(name))
        // It is not closed, and what was there is left as it was.
        expect((await run(ledger.head(`season-${BUSY}`)))?.events).toBe(1 + NAMES.length)
        expect((await run(ledger.head(name)))?.events).toBe(count)
      }),
      { numRuns: 9 },
    )
  })

  it('is refused in its last event too', async () => {
    for (const name of OWN) {
      const whole = full.get(name)!
      const changed = laterBy1(whole, batchLength(whole) - 1)
      const ledger = await ledgerOf(new Map([...cutTo({}), [name, changed]]))
      await expect(runThrough(ledger)).rejects.toMatchObject(conflictIn(name))
    }
  })

  it('is refused where there is more than is derived', async () => {
    const name = `run-${BUSY}.liquidated`
    const events = sparseEvents(full.get(name))
    const longer = { kind: 'sparse' as const, events: [...events, events.at(-1)!] }
    const ledger = await ledgerOf(new Map([...cutTo({}), [name, longer]]))
    await expect(runThrough(ledger)).rejects.toMatchObject(conflictIn(name))
  })
})
