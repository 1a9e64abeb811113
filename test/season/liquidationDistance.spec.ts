import * as E from 'fp-ts/Either'
import { from, lastValueFrom } from 'rxjs'
import {
  BTC_USDT_SWAP,
  Decimal,
  EXCHANGE_FEE_RATE,
  at,
  instrumentUnits,
  previewGrid,
  tierOf,
} from '@gridledger/domain'
import {
  type Leaderboard,
  type SeasonBatch,
  foldBatch,
  isoTime,
  leaderboard,
  liquidationCurve,
} from '@gridledger/projections'
import { simulateSeason } from '../../packages/replayer/src/season/simulateSeason'
import { CONTESTANTS, busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { firstRows } from '../support/streams'

const folder = suiteFolder()
const units = instrumentUnits(BTC_USDT_SWAP)
let batch: SeasonBatch
let board: Leaderboard
beforeAll(async () => {
  batch = await simulateSeason(await prepared(folder, busySeason(folder)))
  board = await lastValueFrom(from([batch]).pipe(leaderboard()))
})

const closestOf = (name: string) => {
  const row = board.rows.find(({ entry }) => entry.contestant === name)
  return row!.report.closestLiquidation!
}

describe('closestLiquidation of a season with marks', () => {
  it('is the tick that liquidated, and it alone is at or beyond its price', () => {
    for (const { entry, report } of board.rows) {
      const { distancePct } = report.closestLiquidation!
      expect([entry.contestant, Number(distancePct) <= 0]).toEqual([
        entry.contestant,
        report.liquidated,
      ])
    }
    const events = batch.runs.get('liquidated')!.events.events
    const { timeMicros, data } = events.find(({ type }) => type === 'PositionLiquidated')!
    const closest = closestOf('liquidated')
    expect(closest.time).toBe(isoTime(timeMicros))
    expect(closest).toMatchObject({ side: 'below' })
    expect(new Decimal(closest.markPrice).times(10).toNumber()).toBe(Reflect.get(data, 'markTicks'))
  })

  it('says the distance in percent of the mark', () => {
    const { markPrice, liquidationPrice, distancePct, side } = closestOf('kept')
    expect(side).toBe('above')
    const away = new Decimal(liquidationPrice).minus(markPrice).div(markPrice).times(100)
    expect(distancePct).toBe(away.toFixed(away.decimalPlaces()))
    expect(distancePct).toMatch(/^\d+\.\d{8,}$/)
  })
})

describe('liquidationCurve at the start', () => {
  it.each(CONTESTANTS.map(({ name }) => name))('has the prices of preview: %s', (name) => {
    const [started] = batch.runs.get(name)!.events.events
    if (started?.type !== 'GridStarted') throw new Error(`${name} was not started`)
    const { instrument, parameters, priceTicks, markTicks, fillRule, neutralStart } = started.data
    const request = { instrument, parameters, rules: { fillRule, neutralStart } }
    const preview = previewGrid(request, { priceTicks, markTicks })
    if (E.isLeft(preview)) throw new Error(preview.left.reason)
    const { liqPx, liqPxAfterFills, base, pendFee } = preview.right
    const curve = liquidationCurve(2000)
    const view = foldBatch(curve, curve.initialView, firstTick(batch), name)
    const { now, afterFills } = (curve.finish?.(view) ?? view).inForce
    const down = (price: Decimal | string | null) =>
      price && new Decimal(price).times(10).floor().toNumber()
    const up = (price: Decimal | string | null) =>
      price && new Decimal(price).times(10).ceil().toNumber()
    expect(afterFills).toEqual({
      lower: down(liqPxAfterFills.lower),
      upper: up(liqPxAfterFills.upper),
    })
    // What the fees of the resting orders, which the check counts, take off the distance.
    const size = new Decimal(base).times('0.01')
    const { maintenanceRate } = tierOf(units, new Decimal(base).div('0.01').toNumber())
    const kept = size.minus(size.abs().times(maintenanceRate.plus(EXCHANGE_FEE_RATE)))
    const nearer = size.isZero() ? 0 : new Decimal(pendFee).div(kept)
    const moved = (price: string | null) => price && new Decimal(price).plus(nearer)
    expect(now).toEqual({ lower: down(moved(liqPx.lower)), upper: up(moved(liqPx.upper)) })
  })
})

/** The season as far as its first tick. */
function firstTick({ ticks, runs, ...rest }: SeasonBatch): SeasonBatch {
  const [times = new Float64Array()] = ticks.batch.columns
  const start = at(times, 0)
  return {
    ...rest,
    marks: null,
    ticks: { ...ticks, batch: firstRows(ticks.batch, 1) },
    runs: new Map(
      [...runs].map(([name, { events, checks }]) => [
        name,
        {
          events: {
            ...events,
            events: events.events.filter(({ timeMicros }) => timeMicros <= start),
          },
          checks:
            checks && checks.batch.columns[0]?.[0] === start
              ? { ...checks, batch: firstRows(checks.batch, 1) }
              : null,
        },
      ]),
    ),
    fundings: { ...rest.fundings, events: [] },
  }
}
