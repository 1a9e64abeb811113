import { liquidationTicksAfterFills } from '@gridledger/domain'
import {
  type LiquidationBounds,
  type LiquidationDistanceView,
  type Projection,
  foldBatch,
  liquidationCurve,
  liquidationDistance,
} from '@gridledger/projections'
import { amendedSeasons } from './amendedSeasons'
import { type Emitted, drive } from './harness'
import { type Tally, hold, same } from './hold'
import { batchOf } from './lifeBatch'
import type { Season } from './seasons'

const cases = amendedSeasons(50, 300)

/** What 300 seasons must contain at least: at most half of what they usually do. */
const EXPECTED = {
  'liquidated from the price before': 3,
  'liquidated by what the tick changed': 8,
  long: 6000,
  short: 5000,
  'pending fees': 7000,
  'no price though a position is open': 3000,
}

/** The price that the view holds before and at each check, and the view that follows. */
interface Seen {
  readonly view: LiquidationDistanceView
  readonly rows: readonly {
    readonly before: LiquidationDistanceView['now']
    readonly at: LiquidationDistanceView['now']
    readonly positionLots: number
  }[]
}

const { on, initialView } = liquidationDistance
const follow =
  <Event>(
    handler: ((view: LiquidationDistanceView, event: Event) => LiquidationDistanceView) | undefined,
  ) =>
  ({ view, rows }: Seen, event: Event): Seen => ({ view: handler?.(view, event) ?? view, rows })

const seenAtChecks: Projection<Seen> = {
  name: 'seen-at-checks',
  version: 1,
  initialView: { view: initialView, rows: [] },
  on: {
    GridStarted: follow(on.GridStarted),
    OrderFilled: follow(on.OrderFilled),
    FundingSettled: follow(on.FundingSettled),
    PositionLiquidated: follow(on.PositionLiquidated),
    ParametersAmended: follow(on.ParametersAmended),
    LiquidationChecked: ({ view, rows }, event) => {
      const next = on.LiquidationChecked?.(view, event) ?? view
      const { positionLots } = next.account
      return { view: next, rows: [...rows, { before: view.now, at: next.now, positionLots }] }
    },
  },
}

describe('the liquidation price of a run, against the engine', () => {
  it('is met at the tick that liquidates, and at no tick before', () => {
    hold(cases, 300, EXPECTED, (season, tally) => {
      const { checks, emitted, events } = drive(season)
      const { rows } = foldBatch(
        seenAtChecks,
        seenAtChecks.initialView,
        batchOf(season, emitted),
        'bot',
      )
      same(rows.length, checks.length)
      const liquidatedAt = events.find(({ event }) => event.type === 'PositionLiquidated')?.tick
      for (const [index, { tick, pendingFees }] of checks.entries()) {
        const { before, at, positionLots } = rows[index]!
        const mark = season.ticks[tick]!.markTicks
        const isMet = (price: LiquidationDistanceView['now']) =>
          price?.priceTicks != null &&
          (positionLots > 0 ? mark <= price.priceTicks : mark >= price.priceTicks)
        same(isMet(at), tick === liquidatedAt)
        const isUnchanged = before !== null && before.pendingFees === pendingFees
        if (isUnchanged) same(before, at)
        tally.count(positionLots > 0 ? 'long' : 'short')
        tally.count('pending fees', pendingFees > 0)
        tally.count('no price though a position is open', at?.priceTicks === null)
        tallyEnd(tally, tick === liquidatedAt, isUnchanged)
      }
    })
  })

  it('has been nearest where the checks say', () => {
    hold(cases, 120, {}, (season) => {
      const { checks, emitted } = drive(season)
      const batch = batchOf(season, emitted)
      const { closest } = foldBatch(liquidationDistance, initialView, batch, 'bot')
      const { rows } = foldBatch(seenAtChecks, seenAtChecks.initialView, batch, 'bot')
      const shares = checks.map(({ tick }, index) => {
        const { at, positionLots } = rows[index]!
        const mark = season.ticks[tick]!.markTicks
        if (at?.priceTicks == null) return Infinity
        return (Math.sign(positionLots) * (mark - at.priceTicks)) / mark
      })
      const least = Math.min(Infinity, ...shares)
      if (closest === null) return same(least, Infinity)
      expect(closest.share).toBeCloseTo(least, 12)
      const tick = season.ticks.find(({ timeMicros }) => timeMicros === closest.timeMicros)
      same(closest.markTicks, tick?.markTicks)
      const points = liquidationCurve(1000)
      const curve = foldBatch(points, points.initialView, batch, 'bot')
      const own = (points.finish?.(curve) ?? curve).points.flatMap(({ share }) => share ?? [])
      same(Math.min(...own), closest.share)
    })
  })

  it('has the prices after fills of the book as it stands, at the end of every tick', () => {
    hold(amendedSeasons(50, 120), 60, {}, (season) => {
      const expected: LiquidationBounds[] = []
      const cuts: number[] = []
      const { emitted } = drive(season, (state, sofar) => {
        expected.push(liquidationTicksAfterFills(state))
        cuts.push(sofar.length)
      })
      const curve = liquidationCurve(1000)
      let view = curve.initialView
      for (const [index, tick] of season.ticks.entries()) {
        const own = emitted.slice(cuts[index - 1] ?? 0, cuts[index])
        view = foldBatch(curve, view, oneTick(season, tick.revision, own), 'bot')
        same((curve.finish?.(view) ?? view).inForce.afterFills, expected[index])
      }
    })
  })
})

function oneTick(season: Season, revision: number, own: readonly Emitted[]) {
  return batchOf({ ticks: season.ticks.slice(revision, revision + 1) }, own)
}

function tallyEnd({ count }: Tally, isLiquidated: boolean, isUnchanged: boolean): void {
  count('liquidated from the price before', isLiquidated && isUnchanged)
  count('liquidated by what the tick changed', isLiquidated && !isUnchanged)
}
