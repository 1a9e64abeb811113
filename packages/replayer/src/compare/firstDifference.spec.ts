import * as fc from 'fast-check'
import type { SparseEvent } from '@gridledger/domain'
import type { SeasonBatch } from '@gridledger/projections'
import { cutBefore } from '@gridledger/projections/testing'
import { type Emitted, type EmittedEvent, drive } from '../../../../test/engine/harness'
import { batchOf } from '../../../../test/engine/lifeBatch'
import { type Season, seasons } from '../../../../test/engine/seasons'
import { type FirstDifference, firstDifference } from './firstDifference'
import { historyOf } from './runHistory'

const RUNS = { numRuns: 150 }

/** A season that the engine ran, with places to cut it and to change it. */
const lives = fc
  .tuple(seasons(2, 60), fc.array(fc.nat(60), { maxLength: 4 }))
  .map(([season, cuts]) => {
    const { emitted } = drive(season)
    return { season, cuts, emitted }
  })
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

/** The history of what was emitted, in batches that are cut before these ticks. */
function historyIn(season: Season, emitted: readonly Emitted[], cuts: readonly number[] = []) {
  return history(cutBefore(batchOf(season, emitted), ...cuts))
}

const history = (batches: readonly SeasonBatch[]) => historyOf(stream(batches), 'bot')

async function* stream(batches: readonly SeasonBatch[]) {
  for (const batch of batches) yield await Promise.resolve(batch)
}

/** The same with its first number one greater. */
function changed(emitted: Emitted): Emitted {
  if (emitted.kind === 'check') return { ...emitted, equity: emitted.equity + 1 }
  const event = structuredClone(emitted.event)
  const number = Object.entries(event.data).find(([, value]) => typeof value === 'number')
  if (number === undefined) throw new Error(`${event.type}: no number to change`)
  Object.assign(event.data, { [number[0]]: Number(number[1]) + 1 })
  return { ...emitted, event }
}

const typeOf = (emitted: Emitted | undefined) =>
  emitted === undefined
    ? null
    : emitted.kind === 'check'
      ? 'LiquidationChecked'
      : emitted.event.type

const typesOf = (found: FirstDifference | null) => [
  found?.a?.event.type ?? null,
  found?.b?.event.type ?? null,
]

describe('the first difference', () => {
  it('of a history and itself is none, whatever batches it comes in', async () => {
    const property = fc.asyncProperty(lives, async ({ season, cuts, emitted }) => {
      const [a, b] = [historyIn(season, emitted, cuts), historyIn(season, emitted)]
      expect(await firstDifference(a, b)).toBeNull()
    })
    await fc.assert(property, RUNS)
  })

  it('is the one event or check whose data was changed', async () => {
    const property = fc.asyncProperty(lives, place, async ({ season, cuts, emitted }, where) => {
      const index = Math.floor(where * emitted.length)
      const other = emitted.with(index, changed(emitted[index]!))
      const pair = [historyIn(season, emitted, cuts), historyIn(season, other)] as const
      const found = await firstDifference(...pair)
      const type = typeOf(emitted[index])
      expect(found).toMatchObject({ common: index, only: null })
      expect(typesOf(found)).toEqual([type, type])
      expect(found?.fields).toHaveLength(1)
    })
    await fc.assert(property, RUNS)
  })

  it('is the one event whose time was changed', async () => {
    const property = fc.asyncProperty(lives, place, async ({ season, cuts, emitted }, where) => {
      const indexes = [...emitted.keys()].filter((each) => emitted[each]!.kind === 'event')
      const index = indexes[Math.floor(where * indexes.length)]!
      const event = emitted[index]!
      if (event.kind !== 'event') throw new Error('an event')
      const later: EmittedEvent = { ...event, timeMicros: event.timeMicros + 1 }
      const pair = [
        historyIn(season, emitted.with(index, later), cuts),
        historyIn(season, emitted),
      ] as const
      expect(await firstDifference(...pair)).toMatchObject({ common: index, only: 'b', fields: [] })
    })
    await fc.assert(property, RUNS)
  })

  it('is the event or check that is missing, which the other alone may have', async () => {
    const property = fc.asyncProperty(lives, place, async ({ season, cuts, emitted }, where) => {
      const index = Math.floor(where * emitted.length)
      const fewer = emitted.toSpliced(index, 1)
      const found = await firstDifference(
        historyIn(season, emitted, cuts),
        historyIn(season, fewer),
      )
      expect(found?.common).toBe(index)
      expect(typesOf(found)).toEqual([typeOf(emitted[index]), typeOf(emitted[index + 1])])
      const next = emitted[index + 1]
      expect(found?.only).toBe(next?.tick === emitted[index]!.tick ? null : 'a')
    })
    await fc.assert(property, RUNS)
  })

  it('is the event that only one has, after which the other goes on', async () => {
    const property = fc.asyncProperty(lives, place, async ({ season, cuts, emitted }, where) => {
      const indexes = [...emitted.keys()].filter((each) => emitted[each]!.kind === 'event')
      const index = indexes[Math.floor(where * indexes.length)]!
      const more = emitted.toSpliced(index, 0, emitted[index]!)
      const found = await firstDifference(historyIn(season, more, cuts), historyIn(season, emitted))
      expect(found?.common).toBe(index + 1)
      expect(found?.a?.event.type).toBe(typeOf(emitted[index]))
    })
    await fc.assert(property, RUNS)
  })

  it('is the end of one that is the beginning of the other', async () => {
    const property = fc.asyncProperty(lives, place, async ({ season, cuts, emitted }, where) => {
      const index = Math.floor(where * emitted.length)
      const [whole, begun] = [
        historyIn(season, emitted, cuts),
        historyIn(season, emitted.slice(0, index)),
      ]
      const found = await firstDifference(begun, whole)
      expect(found).toMatchObject({ common: index, a: null, only: 'b', fields: [] })
      expect(found?.b?.event.type).toBe(typeOf(emitted[index]))
    })
    await fc.assert(property, RUNS)
  })

  it('is none where revisions of the run are others, but an order of another place is one', async () => {
    const property = fc.asyncProperty(
      lives,
      fc.integer({ min: 1, max: 9 }),
      async (life, offset) => {
        const { season, emitted } = life
        const whole = batchOf(season, emitted)
        const moved = shifted(whole, offset)
        expect(await firstDifference(history([whole]), history([moved]))).toBeNull()
        const index = emitted.findIndex(
          ({ kind, ...each }) =>
            kind === 'event' &&
            'event' in each &&
            each.event.type === 'OrderFilled' &&
            each.event.data.order !== null,
        )
        if (index < 0) return
        // The orders alone are moved, so that they name others, or none.
        const wrong = shifted(whole, 0, offset)
        expect(await firstDifference(history([whole]), history([wrong]))).toMatchObject({
          common: index,
          fields: [{ field: 'order' }],
        })
      },
    )
    await fc.assert(property, RUNS)
  })

  it('is none where only the tape and its revisions are others', async () => {
    const property = fc.asyncProperty(lives, async ({ season, cuts, emitted }) => {
      const whole = batchOf(season, emitted)
      const onOther = cutBefore(whole, ...cuts).map(laterTicks)
      const named = onOther.map((each) => ({
        ...each,
        ticks: { ...each.ticks, stream: 'ticks-other' },
      }))
      expect(await firstDifference(history([whole]), history(named))).toBeNull()
      expect(await firstDifference(history([whole]), history(onOther))).toMatchObject({ common: 0 })
    })
    await fc.assert(property, RUNS)
  })

  it('leaves both histories once it is found', async () => {
    const left: string[] = []
    async function* begun(name: string, season: Season, emitted: readonly Emitted[]) {
      try {
        yield* historyIn(season, emitted)
        throw new Error('nobody should go on to the end')
      } finally {
        left.push(name)
      }
    }
    const { season, emitted } = fc.sample(lives, { numRuns: 1, seed: 7 })[0]!
    const other = emitted.with(0, changed(emitted[0]!))
    const pair = [begun('a', season, emitted), begun('b', season, other)] as const
    expect(await firstDifference(...pair)).toMatchObject({ common: 0 })
    expect(left).toEqual(['a', 'b'])
  })
})

/** The same run from a later revision on: its orders are named by their later revisions, or by still later ones. */
function shifted(batch: SeasonBatch, by: number, ordersBy = by): SeasonBatch {
  const run = batch.runs.get('bot')!
  const events = run.events.events.map((event): SparseEvent => {
    if (event.type === 'OrderFilled' && event.data.order !== null)
      return { ...event, data: { ...event.data, order: event.data.order + ordersBy } }
    if (event.type === 'OrderCancelled')
      return { ...event, data: { ...event.data, order: event.data.order + ordersBy } }
    return event
  })
  const slice = { ...run.events, firstRevision: run.events.firstRevision + by, events }
  return { ...batch, runs: new Map([['bot', { ...run, events: slice }]]) }
}

/** The same at ticks of later revisions. */
function laterTicks(batch: SeasonBatch): SeasonBatch {
  const { events, checks } = batch.runs.get('bot')!
  const later = events.events.map((event): SparseEvent => ({ ...event, tick: event.tick! + 100 }))
  const columns = checks?.batch.columns.map((column, index) =>
    index === 1 ? column.map((tick) => tick + 100) : column,
  )
  const run = {
    events: { ...events, events: later },
    checks: checks && { ...checks, batch: { ...checks.batch, columns: columns! } },
  }
  return { ...batch, runs: new Map([['bot', run]]) }
}
