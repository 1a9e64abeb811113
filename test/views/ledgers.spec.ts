import { join } from 'node:path'
import { lastValueFrom, toArray } from 'rxjs'
import { type Ledger, seededRandom, ticksStream, uniform } from '@gridledger/domain'
import {
  type Projection,
  type SeasonBatch,
  buckets,
  combined,
  drawdown,
  eachRun,
  gridProfit,
  isoTime,
  offGrid,
  priceCandles,
  splitBatch,
} from '@gridledger/projections'
import {
  type PreparedSeason,
  findRun,
  memoryLedger,
  openLedger,
  readRun,
  readSeason,
  readViews,
  runSeason,
  throughForks,
  watchViews,
} from '@gridledger/replayer'
import { type TestServer, testServer } from '../eventStore/testServer'
import { CONTESTANTS, busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { forked } from '../support/forking'
import { foldedView } from '../support/foldedView'
import { overtaken, paced } from '../support/overtaken'

import { collected } from '../support/seasonContent'
import { inBatchesOf } from '../support/smallBatches'
import { right } from '../support/tapes'

const SEED = 20251105
/** Within these minutes one of these contestants comes to its end. */
const MINUTES = 90
const NAMES = ['liquidated', 'kept']

const folder = suiteFolder()
let season: PreparedSeason
let server: TestServer
beforeAll(async () => {
  const busy = busySeason(folder)
  const contestants = CONTESTANTS.filter(({ name }) => NAMES.includes(name))
  season = await prepared(folder, { ...busy, contestants, end: at(MINUTES) })
  server = await testServer()
})
afterAll(() => server.dispose())

const at = (minute: number) => busySeason(folder).start + minute * 60_000_000

/** Falls, spells and pairs, and what was of them at each hour. */
const inner = combined('inner', 1, { drawdown, offGrid, gridProfit })
const figures = combined('figures', 1, { inner, hours: buckets(3_600_000_000, inner) })
const all = eachRun(figures)
const candles = priceCandles(20)

let memory: Ledger
/** Each with how many moments are looked at: a server is asked over and over for each. */
const LEDGERS: readonly (readonly [string, number, () => Ledger])[] = [
  ['memory', 4, () => memory],
  ['the embedded ledger', 4, () => openLedger(`file:${join(folder.path, 'ledger.db')}`)],
  ['the server of EventStoreDB', 1, () => openLedger(`${server.address()}?tls=false`)],
]

describe.each(LEDGERS)('views from %s', (_kind, moments, open) => {
  let ledger: Ledger
  /** The same store as another process would hold it. */
  let elsewhere: Ledger
  const run = () => `${season.season}.kept`
  const fork = () => `${run()}~open`
  beforeAll(() => {
    memory = memoryLedger()
    ledger = open()
    elsewhere = open()
  })
  afterAll(() => {
    for (const each of new Set([ledger, elsewhere])) each.close()
  })

  it('follow a season that another writer records, to its end', async () => {
    const { batches } = await runSeason(inBatchesOf(elsewhere, [70]), season)
    const pace = [...new Array<number>(4).fill(0), 1]
    const watched = overtaken(ledger, paced(batches, pace))
    const views = watchViews(watched, season.season, figures, { everyMillis: 0, keep: true })
    const seen = await lastValueFrom(views.pipe(toArray()))
    expect(seen.length).toBeGreaterThan(2)
    expect(seen.at(-1)).toEqual(await readViews(ledger, season.season, figures))
    // What it kept is taken up by who comes later, elsewhere.
    const { noted, starts } = noting(elsewhere)
    expect(await readViews(noted, season.season, figures, { keep: true })).toEqual(seen.at(-1))
    expect(starts).toEqual([season.tape.ticks.count])
    const changed = { name: 'open', set: { takeProfit: null }, at: at(60) }
    right(await forked(throughForks(ledger), run(), changed))
  })

  /** The views folded over batches of the ledger, up to a tick. */
  function folded<View>(
    projection: Projection<View>,
    batches: readonly SeasonBatch[],
    contestants: readonly (string | null)[],
    tick = Infinity,
  ) {
    const parts = batches.flatMap((batch) =>
      batch.ticks.firstRevision > tick ? [] : [splitBatch(batch, tick)[0]],
    )
    return contestants.map((contestant) => {
      return { contestant, view: foldedView(projection, parts, contestant) }
    })
  }

  it('are the fold over what is read of a season, at its end', async () => {
    const batches = await collected(readSeason(ledger, season.season))
    const read = async <View>(projection: Projection<View>) =>
      (await readViews(ledger, season.season, projection)).views
    expect(await read(figures)).toEqual(folded(figures, batches, NAMES))
    expect(await read(all)).toEqual(folded(all, batches, [null]))
    expect(await read(candles)).toEqual(folded(candles, batches, [null]))
  })

  it(`are so at random moments, of the season, a run and a fork (seed ${SEED})`, async () => {
    const random = seededRandom(SEED, 0)
    const through = throughForks(ledger)
    const batches = await collected(readSeason(ledger, season.season))
    const ofRun = await collected(readRun(through, await findRun(through, run())))
    const ofFork = await collected(readRun(through, await findRun(through, fork())))
    const { count } = season.tape.ticks
    const times = batches.flatMap(({ ticks }) => [...ticks.batch.columns[0]!])
    for (let moment = 0; moment < moments; moment += 1) {
      const tick = Math.floor(uniform(random) * (count - 1))
      const between = Math.floor(uniform(random) * (times[tick + 1]! - times[tick]!))
      for (const asOf of [String(tick), isoTime(times[tick]! + between)]) {
        const read = (name: string) => readViews(ledger, name, figures, { asOf })
        const { views, last } = await read(season.season)
        expect(last).toMatchObject({ revision: tick })
        expect(views).toEqual(folded(figures, batches, NAMES, tick))
        expect((await read(run())).views).toEqual(folded(figures, ofRun, ['kept'], tick))
        expect((await read(fork())).views).toEqual(folded(figures, ofFork, ['kept~open'], tick))
      }
    }
    // The fork has another end.
    const ends = [ofRun, ofFork].map((of) => of.at(-1)!.runs.values().next().value!.events.events)
    expect(ends[0]!.at(-1)).not.toEqual(ends[1]!.at(-1))
  })

  it('are kept there, and taken up again by another reader', async () => {
    const { noted, starts } = noting(elsewhere)
    const asOf = '150'
    await readViews(ledger, season.season, all, { asOf, keep: true })
    const expected = await readViews(ledger, season.season, all)
    expect(await readViews(noted, season.season, all, { keep: true })).toEqual(expected)
    expect(await readViews(noted, season.season, all, { keep: true })).toEqual(expected)
    expect(starts).toEqual([151, season.tape.ticks.count])
  })

  /** A ledger that notes from which tick it is read. */
  function noting(of: Ledger) {
    const starts: number[] = []
    const read: Ledger['read'] = (stream, first = 0, to) => {
      // One row alone is looked up for its time.
      if (stream === ticksStream(season.tape.name) && to !== first + 1) starts.push(first)
      return of.read(stream, first, to)
    }
    return { noted: { ...of, read }, starts }
  }
})
