import { checksStream, ticksStream } from '@gridledger/domain'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { type Streams, columnOf, sparseEvents, streamsOf } from '../../../../test/support/streams'
import { right } from '../../../../test/support/tapes'
import { memoryLedger } from '../ledger/memoryLedger'
import { runSeason } from '../season/runSeason'
import { type Auditor, auditorOf } from './audit'
import { type Effect, effectsOf, ticksOfMark } from './effects'
import { parseReference, placeText } from './reference'

const folder = suiteFolder()
const ledger = memoryLedger()
let streams: Streams
let auditor: Auditor
let tape: string
beforeAll(async () => {
  const season = await prepared(folder, busySeason(folder))
  tape = season.tape.name
  const { batches } = await runSeason(ledger, season)
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  streams = await streamsOf(ledger)
  auditor = auditorOf(ledger)
})

const subjectOf = async (text: string) =>
  (await auditor.audit(right(parseReference(text)), 'UTC')).subject
const effects = async (text: string) => effectsOf(auditor, await subjectOf(text))
const told = (of: readonly Effect[]) =>
  of.map(({ placed, depth }) => `${depth} ${placed.event.type} ${placeText(placed)}`)

const RUN = `run-${BUSY}.liquidated`
const last = (stream: string, type: string) =>
  sparseEvents(streams.get(stream)).findLastIndex((event) => event.type === type)

it('every event of a run is among the effects of its cause, and of its order', async () => {
  for (const { name } of CONTESTANTS) {
    const stream = `run-${BUSY}.${name}`
    const causes = new Map<string, string[]>()
    for (const [revision, { type, cause, data }] of sparseEvents(streams.get(stream)).entries()) {
      const ends = type === 'OrderFilled' || type === 'OrderCancelled'
      const order = ends && data.order !== null ? [{ stream, revision: data.order }] : []
      for (const place of [cause, ...order])
        causes.set(placeText(place), [
          ...(causes.get(placeText(place)) ?? []),
          placeText({ stream, revision }),
        ])
    }
    // A tenth of them, since each looks through the whole ledger.
    for (const [cause, brought] of [...causes].filter((_, index) => index % 10 === 0)) {
      const found = (await effects(cause)).filter(({ depth }) => depth === 1)
      expect(found.map(({ placed }) => placeText(placed))).toEqual(expect.arrayContaining(brought))
    }
  }
})

it('a tick brings about fills, what they laid, and a check of each run with a position', async () => {
  const checks = checksStream(`${BUSY}.amended`)
  const tick = columnOf(streams.get(checks), 1)[0]!
  const all = told(await effects(`${ticksStream(tape)}@${tick}`))
  expect(all[0]).toMatch(/^1 OrderFilled run-/)
  expect(all[1]).toMatch(/^2 OrderPlaced run-/)
  expect(all).toContain(`1 LiquidationChecked ${checks}@0`)
})

it('a check that liquidates takes the orders back and stops the grid', async () => {
  const check = streams.get(`checks-${BUSY}.liquidated`)
  const all = told(await effects(`checks-${BUSY}.liquidated@${columnOf(check, 0).length - 1}`))
  expect(all[0]).toMatch(/^1 OrderCancelled /)
  expect(all.slice(-2)).toEqual([
    `1 PositionLiquidated ${RUN}@${last(RUN, 'PositionLiquidated')}`,
    `2 GridStopped ${RUN}@${last(RUN, 'GridStopped')}`,
  ])
})

it('a funding rate brings about a settlement in each run that holds a position', async () => {
  const settled = (await effects(`tape-${tape}@1`)).map(({ placed }) => placed.event.type)
  expect(settled.length).toBeGreaterThan(1)
  expect(new Set(settled)).toEqual(new Set(['FundingSettled']))
})

it('a season brings about all that its contestants did by order, each event once', async () => {
  const all = await effects(`season-${BUSY}@0`)
  const places = all.map(({ placed }) => placeText(placed))
  expect(new Set(places).size).toBe(places.length)
  const entered = all.filter(({ placed }) => placed.event.type === 'ContestantEntered')
  expect(entered.map(({ depth }) => depth)).toEqual(CONTESTANTS.map(() => 1))
  const started = all.filter(({ placed }) => placed.event.type === 'GridStarted')
  expect(started).toHaveLength(CONTESTANTS.length)
})

it('the last event brings about nothing', async () => {
  expect(await effects(`${RUN}@${last(RUN, 'GridStopped')}`)).toEqual([])
})

it('a mark stands until the next one', async () => {
  const times = columnOf(streams.get(ticksStream(tape)), 0)
  const marks = columnOf(streams.get(`marks-${tape}`), 0)
  const subject = await subjectOf(`marks-${tape}@3`)
  expect(await ticksOfMark(auditor.records, subject)).toEqual({
    first: times.findIndex((time) => time >= marks[3]!),
    last: times.findLastIndex((time) => time < marks[4]!),
  })
  expect(await ticksOfMark(auditor.records, await subjectOf(`${RUN}@0`))).toBeNull()
})
