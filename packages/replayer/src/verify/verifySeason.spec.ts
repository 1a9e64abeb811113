import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { from, lastValueFrom } from 'rxjs'
import { type EventBatch, type Snapshot, type SparseEvent, batchLength } from '@gridledger/domain'
import { followSeason } from '@gridledger/projections'
import { BUSY, busySeason, prepared } from '../../../../test/support/busySeason'
import {
  type Damage,
  forged,
  repeatedAfter,
  swappedAt,
  withData,
  withNumber,
  without,
} from '../../../../test/support/damage'
import { suiteFolder } from '../../../../test/support/files'
import {
  type Streams,
  firstOf,
  ledgerOf,
  sparseEvents,
  streamsOf,
} from '../../../../test/support/streams'
import { Failure } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { seasonDigest } from '../season/digest'
import type { PreparedSeason } from '../season/prepareSeason'
import { readSeason } from '../season/readSeason'
import { runSeason } from '../season/runSeason'
import { keepSnapshots, keptSeason } from '../season/snapshots'
import { placeText } from '../audit/reference'
import { sourceDifference } from './sourceCheck'
import { unpackedText } from '../season/packedText'
import { verifySeason } from './verifySeason'

const folder = suiteFolder()
const ledger = memoryLedger()
let season: PreparedSeason
let streams: Streams
let names: { readonly run: string; readonly checks: string; readonly ticks: string }
let tape = ''
beforeAll(async () => {
  season = await prepared(folder, busySeason(folder))
  const { batches } = await runSeason(ledger, season)
  for await (const { ticks } of batches) expect(batchLength(ticks.batch)).toBeGreaterThan(0)
  streams = await streamsOf(ledger)
  tape = season.tape.name
  names = { run: `run-${BUSY}.amended`, checks: `checks-${BUSY}.amended`, ticks: `ticks-${tape}` }
})

const verified = async (stream: string, damage: Damage) =>
  verifySeason(await forged(streams, stream, damage), BUSY)

/** Kind and place of the first difference, and what is said of it. */
const answered = async (stream: string, damage: Damage) => {
  const { ok, differences } = await verified(stream, damage)
  const [first] = differences
  if (first === undefined) throw new Error('no difference')
  return { ok, kind: first.kind, place: placeText(first), message: first.message }
}

describe('a season as it was recorded', () => {
  it('is verified, with the digest of its heads', async () => {
    const result = await verifySeason(ledger, BUSY)

    expect(result).toMatchObject({ ok: true, differences: [], isWhole: true })
    expect(result).toMatchObject({ ...(await seasonDigest(ledger, BUSY)) })
    expect(result.streams).toHaveLength(12)
  })

  it('one run of it too: tape, season and its own streams', async () => {
    const result = await verifySeason(ledger, BUSY, { run: `${BUSY}.kept` })

    expect(result).toMatchObject({ ok: true, isWhole: false })
    expect(result.streams.map(({ stream }) => stream)).toEqual([
      `tape-${tape}`,
      `ticks-${tape}`,
      `marks-${tape}`,
      `season-${BUSY}`,
      `run-${BUSY}.kept`,
      `checks-${BUSY}.kept`,
    ])
  })

  it('a season that is not there is not found, with the nearest name', async () => {
    await expect(verifySeason(ledger, 'bussy')).rejects.toThrow(
      /no season bussy; did you mean busy/,
    )
    await expect(verifySeason(ledger, 'bussy')).rejects.toBeInstanceOf(Failure)
  })

  it('what was changed in one run does not touch another', async () => {
    const other = await forged(streams, names.run, without(20))

    expect(await verifySeason(other, BUSY, { run: `${BUSY}.kept` })).toMatchObject({ ok: true })
    expect(await verifySeason(other, BUSY)).toMatchObject({ ok: false })
  })
})

describe('a run that a forger changed, every hash made anew', () => {
  const last = (stream: string) => batchLength(streams.get(stream)!) - 1
  const fillOf = () =>
    sparseEvents(streams.get(names.run)).findIndex(({ type }) => type === 'OrderFilled')

  it('one digit of a fee', async () => {
    const row = fillOf()
    const found = await answered(names.run, withData(row, { fee: 1 }))

    expect(found).toMatchObject({ ok: false, kind: 'changed', place: `${names.run}@${row}` })
    expect(found.message).toMatch(/^OrderFilled: data\.fee: expected "0\.\d+", found "0\.00000001"/)
    expect(found.message).toMatch(/its hash chain fits all the same: it was computed anew/)
  })

  it.each([0, 1, 2, 3, 4])('one digit of a check, column %i', async (column) => {
    expect(
      await answered(
        names.checks,
        withNumber(777, column, (n) => n + 1),
      ),
    ).toMatchObject({ kind: 'changed', place: `${names.checks}@777` })
  })

  it.each(['run', 'checks'] as const)('an event of %s that is deleted', async (which) => {
    expect(await answered(names[which], without(33))).toMatchObject({
      kind: 'missing',
      place: `${names[which]}@33`,
      message: expect.stringMatching(/^an event is missing here/),
    })
    expect(await answered(names[which], without(33, 3))).toMatchObject({
      kind: 'missing',
      message: expect.stringMatching(/^3 events are missing here/),
    })
  })

  it.each(['run', 'checks'] as const)('a pair of %s that is swapped', async (which) => {
    expect(await answered(names[which], swappedAt(40))).toMatchObject({
      kind: 'swapped',
      place: `${names[which]}@40`,
    })
  })

  it.each(['run', 'checks'] as const)('an event of %s that stands there twice', async (which) => {
    expect(await answered(names[which], repeatedAfter(40, 12))).toMatchObject({
      kind: 'extra',
      place: `${names[which]}@41`,
    })
  })

  it.each(['run', 'checks'] as const)('an event of %s after the end', async (which) => {
    const end = last(names[which])
    expect(await answered(names[which], repeatedAfter(end, end))).toMatchObject({
      kind: 'after-end',
      place: `${names[which]}@${end + 1}`,
    })
  })

  it.each(['run', 'checks'] as const)('%s cut short', async (which) => {
    const end = last(names[which])
    expect(await answered(names[which], without(end))).toMatchObject({
      kind: 'cut-short',
      place: `${names[which]}@${end}`,
    })
    expect(await answered(names[which], without(0, end + 1))).toMatchObject({
      kind: 'missing',
      place: `${names[which]}@0`,
      message: 'the stream is not there',
    })
  })

  it('a stream of a contestant that never entered', async () => {
    const copies = new Map(streams)
    for (const kind of ['run', 'checks'])
      copies.set(`${kind}-${BUSY}.ghost`, streams.get(`${kind}-${BUSY}.kept`)!)

    const { ok, differences } = await verifySeason(await ledgerOf(copies), BUSY)

    expect(ok).toBe(false)
    expect(differences.map(placeText)).toEqual([`checks-${BUSY}.ghost@0`, `run-${BUSY}.ghost@0`])
  })

  it('the runs of a season whose name ends the same way are none of it', async () => {
    const copies = new Map(streams)
    for (const kind of ['run', 'checks'])
      copies.set(`${kind}-very-${BUSY}.kept`, streams.get(`${kind}-${BUSY}.kept`)!)

    expect(await verifySeason(await ledgerOf(copies), BUSY)).toMatchObject({ ok: true })
  })

  it('the earliest tick comes first of several runs', async () => {
    const one = await forged(streams, names.run, withData(99, { fee: 7, line: 1 }))
    const kept = `run-${BUSY}.kept`
    const both = await forged(await streamsOf(one), kept, withData(50, { fee: 7, line: 1 }))
    const tickOf = (stream: string, row: number) => sparseEvents(streams.get(stream))[row]!.tick!
    expect(tickOf(kept, 50)).toBeLessThan(tickOf(names.run, 99))

    const { differences } = await verifySeason(both, BUSY)

    expect(differences.map(({ stream }) => stream)).toEqual([kept, names.run])
  })
})

describe('a tape or season that a forger changed', () => {
  it('a price out of its bar', async () => {
    expect(
      await answered(
        names.ticks,
        withNumber(403, 2, (n) => n + 100_000),
      ),
    ).toMatchObject({ kind: 'changed', place: `${names.ticks}@400` })
  })

  it('a price that its bar allows, and that nothing follows from, is not: the digest tells', async () => {
    const other = await forged(
      streams,
      names.ticks,
      withNumber(403, 2, (n) => n + (n % 2 === 0 ? 1 : -1)),
    )

    const result = await verifySeason(other, BUSY)

    expect(result.ok).toBe(true)
    expect(result.digest).not.toBe((await seasonDigest(ledger, BUSY)).digest)
  })

  it.each([
    ['a tick that is deleted', without(500), 500],
    ['two ticks that are swapped', swappedAt(502), 503],
    ['a tick twice', repeatedAfter(500, 500), 500],
  ])('%s', async (_, damage, row) => {
    const place = `${names.ticks}@${row}`
    expect(await answered(names.ticks, damage)).toMatchObject({ kind: 'changed', place })
  })

  it('ticks cut short, and marks', async () => {
    const end = batchLength(streams.get(names.ticks)!)
    expect(await answered(names.ticks, without(end - 1))).toMatchObject({ ok: false })
    expect(await answered(names.ticks, without(end - 8, 8))).toMatchObject({ ok: false })
    expect(await answered(`marks-${tape}`, without(100, 1))).toMatchObject({ ok: false })
  })

  it.each(['ticks', 'marks', 'fundings', 'lowTicks', 'highTicks'])(
    'the seal: %s',
    async (field) => {
      const stream = `tape-${tape}`
      const end = batchLength(streams.get(stream)!) - 1
      const sealed = sparseEvents(streams.get(stream))[end]!
      const found: unknown = Object.entries(sealed.data).find(([key]) => key === field)?.[1]

      expect(await answered(stream, withData(end, { [field]: Number(found) + 1 }))).toMatchObject({
        kind: 'changed',
        place: `${stream}@${end}`,
        message: expect.stringContaining(`data.${field}: expected`),
      })
    },
  )

  it('a funding rate', async () => {
    const rates = sparseEvents(streams.get(`tape-${tape}`))
    const row = rates.findIndex(({ type }) => type === 'FundingRatePublished')
    const { ok, place } = await answered(`tape-${tape}`, withData(row, { rate: '0.0009' }))

    expect(ok).toBe(false)
    expect(place).toMatch(/^run-busy\./)
    expect(await answered(`tape-${tape}`, without(row))).toMatchObject({ ok: false })
  })

  it('a parameter of a contestant', async () => {
    const entered = sparseEvents(streams.get(`season-${BUSY}`))[1]!
    const parameters = {
      ...Object.assign({ parameters: {} }, entered.data).parameters,
      gridCount: 41,
    }

    expect(await answered(`season-${BUSY}`, withData(1, { parameters }))).toMatchObject({
      kind: 'changed',
      place: `${names.run}@0`,
    })
  })

  it('a parameter that no grid can start with', async () => {
    const entered = sparseEvents(streams.get(`season-${BUSY}`))[1]!
    const parameters = {
      ...Object.assign({ parameters: {} }, entered.data).parameters,
      leverage: '900',
    }

    expect(await answered(`season-${BUSY}`, withData(1, { parameters }))).toMatchObject({
      place: `season-${BUSY}@1`,
      message: expect.stringMatching(/^no grid starts with these parameters: leverage: expected/),
    })
  })

  it.each([
    ['without its SeasonClosed', () => without(5), 'unfinished'],
    ['with an event after it', () => repeatedAfter(5, 5), 'after-end'],
  ])('a season %s', async (_, damage, kind) => {
    expect(await answered(`season-${BUSY}`, damage())).toMatchObject({ kind })
  })

  it('a tape without its seal', async () => {
    const end = batchLength(streams.get(`tape-${tape}`)!) - 1
    expect(await answered(`tape-${tape}`, without(end))).toMatchObject({ kind: 'unfinished' })
  })
})

describe('a season that was interrupted', () => {
  const interrupted = () =>
    new Map(
      [...streams].map(([name, batch]) => {
        const isMarket = /^(tape|ticks|marks)-/.test(name)
        const cut = name === `season-${BUSY}` ? batchLength(batch) - 1 : 90
        return [name, isMarket ? batch : firstOf(batch, cut)] as const
      }),
    )

  it('is unfinished, and as far as it goes as it is derived', async () => {
    const { ok, differences } = await verifySeason(await ledgerOf(interrupted()), BUSY)

    expect(ok).toBe(false)
    expect(differences).toMatchObject([
      {
        kind: 'unfinished',
        message: expect.stringMatching(/What is recorded is as it is derived$/),
      },
    ])
  })

  it('and what was changed in it comes first', async () => {
    const changed = await forged(interrupted(), names.run, withData(30, { line: 1 }))
    const { differences } = await verifySeason(changed, BUSY)

    expect(differences.map(({ kind }) => kind)).toEqual(['changed', 'unfinished'])
  })
})

describe('a season of other rules', () => {
  it('is told apart from one that was changed', async () => {
    const found = await answered(names.run, withData(0, { rulesVersion: 0 }))

    expect(found).toMatchObject({ ok: false, kind: 'other-rules', place: `${names.run}@0` })
    expect(found.message).toMatch(
      /recorded by version 0 of the rules; this program follows version 1/,
    )
    expect(found.message).toMatch(/whether they were changed since: it is whole$/)
  })
})

describe('any one event of a run, changed', () => {
  it.each(['run', 'checks'] as const)('of %s is found at its place', async (which) => {
    const stream = names[which]
    const rows = batchLength(streams.get(stream)!)
    await fc.assert(
      fc.asyncProperty(fc.nat(rows - 1), fc.integer({ min: 1, max: 9 }), async (row, change) => {
        const damage: Damage =
          which === 'run' ? later(row, change) : withNumber(row, change % 5, (n) => n + change)
        expect(await answered(stream, damage)).toMatchObject({
          ok: false,
          place: `${stream}@${row}`,
        })
      }),
      { numRuns: 15 },
    )
  })
})

/** An event that came so many microseconds later. */
const later =
  (row: number, micros: number): Damage =>
  (batch: EventBatch) => {
    if (batch.kind !== 'sparse') throw new Error('expected a sparse stream')
    const events = batch.events.map((event, at): SparseEvent =>
      at === row ? Object.assign({}, event, { timeMicros: event.timeMicros + micros }) : event,
    )
    return { kind: 'sparse', events }
  }

describe('held against its source', () => {
  it('a season is what its files make', async () => {
    expect(await sourceDifference(ledger, BUSY, season)).toBeNull()
  })

  it('any tick that was changed is found at its place, also where nothing follows from it', async () => {
    const rows = batchLength(streams.get(names.ticks)!)
    await fc.assert(
      fc.asyncProperty(fc.nat(rows - 1), fc.nat(2), async (row, column) => {
        const other = await forged(
          streams,
          names.ticks,
          withNumber(row, column, (n) => n + 1),
        )
        const found = await sourceDifference(other, BUSY, season)
        expect(found).toMatchObject({ kind: 'changed', stream: names.ticks, revision: row })
      }),
      { numRuns: 20 },
    )
  })

  it('so are marks, funding rates and contestants', async () => {
    const differenceOf = async (stream: string, damage: Damage) =>
      sourceDifference(await forged(streams, stream, damage), BUSY, season)
    expect(
      await differenceOf(
        `marks-${tape}`,
        withNumber(9, 2, (n) => n + 1),
      ),
    ).toMatchObject({ stream: `marks-${tape}`, revision: 9 })
    expect(await differenceOf(`tape-${tape}`, withData(1, { rate: '0.5' }))).toMatchObject({
      stream: `tape-${tape}`,
      revision: 1,
    })
    expect(await differenceOf(`season-${BUSY}`, withData(4, { rationale: 'none' }))).toMatchObject({
      stream: `season-${BUSY}`,
      revision: 4,
    })
  })

  it('a season on other files is said to be one', async () => {
    const other = {
      ...season,
      opened: { ...season.opened },
      tape: { ...season.tape, name: 'other' },
    }
    Object.assign(other.opened, { data: { ...season.opened.data, tape: 'other' } })

    expect(await sourceDifference(ledger, BUSY, other)).toMatchObject({
      stream: `season-${BUSY}`,
      message: 'its tape was made of other files, another span or path: the source makes other',
    })
  })
})

describe('the snapshots of a season', () => {
  const withSnapshots = async () => {
    const copy = await ledgerOf(streams)
    const views = from(readSeason(copy, BUSY)).pipe(
      followSeason(),
      keepSnapshots(copy, keptSeason(BUSY), 1),
    )
    await lastValueFrom(views)
    return copy
  }

  it('are held against the events', async () => {
    expect(await verifySeason(await withSnapshots(), BUSY)).toMatchObject({ ok: true })
  })

  it('a false one is found', async () => {
    const copy = await withSnapshots()
    const { snapshots } = copy
    if (snapshots === undefined) throw new Error('a ledger without snapshots')
    const latest: typeof snapshots.latest = (which, tick) => async () =>
      E.map(
        (found: Snapshot | undefined) =>
          found && {
            ...found,
            content: unpackedText(found.content)!.replace(/"fees":\d/, '"fees":9'),
          },
      )(await snapshots.latest(which, tick)())

    const { ok, differences } = await verifySeason(
      { ...copy, snapshots: { ...snapshots, latest } },
      BUSY,
    )

    expect(ok).toBe(false)
    expect(differences).toMatchObject([{ kind: 'snapshot', stream: `season-${BUSY}` }])
  })
})
