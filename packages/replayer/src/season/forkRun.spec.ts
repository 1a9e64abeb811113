import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { type ForkSet, type Ledger, batchLength } from '@gridledger/domain'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { forked, headsIn, historyOf } from '../../../../test/support/forking'
import { firstOf, ledgerOf, streamsOf } from '../../../../test/support/streams'
import { right } from '../../../../test/support/tapes'
import { changedSeason } from '../derived/changedSeason'
import { derivedTape } from '../derived/derivedTape'
import { parseTapeMethod } from '../derived/tapeMethod'
import { memoryLedger } from '../ledger/memoryLedger'
import { throughForks } from '../ledger/throughForks'
import { findRun } from './findRun'
import type { PreparedSeason } from './prepareSeason'
import { runSeason } from './runSeason'
import { allTicks } from './simulateSeason'

const folder = suiteFolder()
const contestants = CONTESTANTS.map(({ name }) => name)
const ledger = throughForks(memoryLedger())
let busy: PreparedSeason
let tickTimes: Float64Array

async function record(into: Ledger, season: PreparedSeason): Promise<void> {
  const { batches } = await runSeason(into, season)
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
}

beforeAll(async () => {
  busy = await prepared(folder, busySeason(folder))
  await record(ledger, busy)
  tickTimes = (await allTicks(busy.tape)).batch.columns[0]!
})

const places = () =>
  fc.record({
    contestant: fc.constantFrom(...contestants),
    tick: fc.integer({ min: 0, max: busy.tape.ticks.count - 1 }),
  })

describe('a fork', () => {
  it('with nothing changed equals its parent and changes no byte of it', async () => {
    const before = await headsIn(ledger)
    const property = fc.asyncProperty(places(), async ({ contestant, tick }) => {
      const run = `${BUSY}.${contestant}`
      const made = await forked(ledger, run, {
        at: tickTimes[tick]!,
        name: `same-${tick}`,
        set: {},
      })
      if (E.isLeft(made)) {
        expect(made.left).toMatch(/expected a running grid, found one that was (stopped|liqui)/)
      } else expect(await historyOf(ledger, made.right)).toEqual(await historyOf(ledger, run))
    })
    await fc.assert(property, { numRuns: 40 })
    expect(await headsIn(ledger)).toMatchObject(before)
  })

  it('with nothing changed equals its parent on any tape', async () => {
    const markets = fc.record({
      seed: fc.integer({ min: 0, max: 999_999 }),
      contestant: fc.constantFrom(...contestants),
      tick: fc.integer({ min: 0, max: busy.tape.ticks.count - 1 }),
    })
    const property = fc.asyncProperty(markets, async ({ seed, contestant, tick }) => {
      const method = { kind: 'bootstrap', seed } as const
      const { season } = changedSeason(busy, { tape: right(await derivedTape(busy.tape, method)) })
      const fresh = throughForks(memoryLedger())
      await record(fresh, season)
      const run = `${BUSY}.${contestant}`
      const made = await forked(fresh, run, { at: tickTimes[tick]!, name: 'same', set: {} })
      if (E.isLeft(made)) expect(made.left).toContain('expected a running grid')
      else expect(await historyOf(fresh, made.right)).toEqual(await historyOf(fresh, run))
    })
    await fc.assert(property, { numRuns: 10 })
  })

  it('of a fork with nothing changed equals that fork', async () => {
    const property = fc.asyncProperty(
      places(),
      places(),
      async ({ contestant, tick }, { tick: b }) => {
        const run = `${BUSY}.${contestant}`
        const set: ForkSet = { takerFee: '0.0007', gridCount: 25 }
        const first = await forked(ledger, run, {
          at: tickTimes[tick]!,
          name: `changed-${tick}`,
          set,
        })
        if (E.isLeft(first)) return
        const second = await forked(ledger, first.right, {
          at: tickTimes[b]!,
          name: `again-${tick}-${b}`,
          set: {},
        })
        if (E.isRight(second))
          expect(await historyOf(ledger, second.right)).toEqual(
            await historyOf(ledger, b <= tick ? run : first.right),
          )
      },
    )
    await fc.assert(property, { numRuns: 25 })
  })

  it('at the start with new parameters equals a fresh run', async () => {
    const sets = fc.record(
      {
        gridCount: fc.integer({ min: 2, max: 60 }),
        lowerPrice: fc.constantFrom('107000', '108500.5'),
        leverage: fc.constantFrom('2', '10'),
        spacing: fc.constantFrom('arithmetic', 'geometric'),
        direction: fc.constantFrom('neutral', 'long', 'short'),
        neutralStart: fc.constantFrom('slots', 'all', 'skip-nearest'),
        fillRule: fc.constantFrom('touch', 'cross'),
        investment: fc.constantFrom('500', '2500'),
        stopLoss: fc.constantFrom({ ratio: '0.01' }, null),
      },
      { requiredKeys: [] },
    )
    let fork = 0
    const property = fc.asyncProperty(
      fc.constantFrom('amended', 'kept'),
      sets,
      async (name, set) => {
        fork += 1
        const made = await forked(ledger, `${BUSY}.${name}`, {
          at: tickTimes[0]!,
          name: `new-${fork}`,
          set,
        })
        const { fillRule, neutralStart, ...changes } = set
        const [bot] = CONTESTANTS.filter((one) => one.name === name)
        const { stopLoss, ...others } = { ...bot!, ...changes }
        const contestant =
          stopLoss === null || stopLoss === undefined ? others : { ...others, stopLoss }
        const season = {
          ...busySeason(folder),
          ...(fillRule === undefined ? {} : { fillRule }),
          ...(neutralStart === undefined ? {} : { neutralStart }),
          contestants: [contestant],
        }
        const fresh = memoryLedger()
        try {
          await record(fresh, await prepared(folder, season))
        } catch (error) {
          expect(E.isLeft(made)).toBe(true)
          if (E.isLeft(made)) expect(String(error)).toContain(made.left.replace('--set ', ''))
          return
        }
        if (E.isLeft(made)) throw new Error(made.left)
        expect(await historyOf(ledger, made.right)).toEqual(
          await historyOf(fresh, `${BUSY}.${name}`),
        )
      },
    )
    await fc.assert(property, { numRuns: 15 })
  })

  it('with a change goes on as its parent would with that amendment', async () => {
    const changes = fc.constantFrom<ForkSet>(
      { gridCount: 25 },
      { lowerPrice: '106000', upperPrice: '112500' },
      { makerFee: '0.0001' },
      { addMargin: '250' },
      { stopLoss: { ratio: '0.05' }, leverage: '3' },
      { fillRule: 'cross' },
    )
    let fork = 0
    const property = fc.asyncProperty(places(), changes, async ({ tick }, set) => {
      if (tick === 0) return
      fork += 1
      const at = tickTimes[tick]!
      const made = await forked(ledger, `${BUSY}.amended`, { at, name: `set-${fork}`, set })
      const [bot] = CONTESTANTS
      const amendments = [...(bot!.amendments ?? []), { at, set }].sort((a, b) => a.at - b.at)
      if (new Set(amendments.map((each) => each.at)).size < amendments.length) return
      const season = { ...busySeason(folder), contestants: [{ ...bot!, amendments }] }
      const fresh = memoryLedger()
      await record(fresh, await prepared(folder, season))
      const history = await historyOf(fresh, `${BUSY}.amended`)
      if (E.isLeft(made)) {
        const refused = history.events.filter((event) => event.includes('"AmendmentRefused"'))
        if (tick < tickTimes.length - 1) expect(refused.join()).toContain(JSON.stringify(set))
        else expect(made.left).toContain('the last one only values the run')
      } else expect(await historyOf(ledger, made.right)).toEqual(history)
    })
    await fc.assert(property, { numRuns: 25 })
  })

  it('at the start on another tape equals a run on that tape', async () => {
    const methods = ['high-first', 'seeded-5', 'bridge-2', 'bootstrap-1', 'volatility-60']
    for (const [index, text] of methods.entries()) {
      const name = contestants[index % contestants.length]!
      const at = tickTimes[0]!
      const asked = { at, name: `on-${text}`, set: {}, market: text }
      const made = await forked(ledger, `${BUSY}.${name}`, asked)
      const tape = right(await derivedTape(busy.tape, right(parseTapeMethod(text))))
      const { season, refused } = changedSeason(busy, { tape })
      expect(E.isLeft(made)).toBe(refused.has(name))
      if (E.isLeft(made)) continue
      const fresh = memoryLedger()
      await record(fresh, season)
      expect(await historyOf(ledger, made.right)).toEqual(await historyOf(fresh, `${BUSY}.${name}`))
    }
  })

  it('that was interrupted is gone on with to the same bytes', async () => {
    const [run, at] = [`${BUSY}.amended`, tickTimes[1000]!]
    const asked = { at, name: 'torn', set: { makerFee: '0.0001' } }
    const name = right(await forked(ledger, run, asked))
    const whole = await streamsOf(ledger.stored)
    const [own, checks] = [whole.get(`run-${name}`)!, whole.get(`checks-${name}`)!]
    for (const kept of [0, batchLength(checks)]) {
      const streams = new Map([
        ...whole,
        [`run-${name}`, firstOf(own, batchLength(own) - 1)] as const,
        [`checks-${name}`, firstOf(checks, kept)] as const,
      ])
      const torn = throughForks(await ledgerOf(streams))
      await expect(findRun(torn, name)).rejects.toThrow('its recording was interrupted')
      right(await forked(torn, run, asked))
      expect((await headsIn(torn.stored))[`run-${name}`]).toEqual(
        (await headsIn(ledger.stored))[`run-${name}`],
      )
      expect(await historyOf(torn, name)).toEqual(await historyOf(ledger, name))
    }
  })
})
