import * as fc from 'fast-check'
import { randomSeason } from '../../../test/support/randomSeason'
import {
  cutBefore,
  everyMinute,
  filled,
  liquidated,
  seasonOf,
  started,
  stopped,
  viewOf,
} from './testing'
import { foldBatch } from './fold'
import { type RunHistoryEvent, runEvents, runEventsOf } from './runEvents'

const typesOf = (events: readonly RunHistoryEvent[]) => events.map(({ type }) => type)

describe('the events of a run', () => {
  it('stand in the order in which they happened, the check between what led to it and what it led to', () => {
    const steps = [started(), filled(1, 'buy', 110), liquidated(2), stopped(2, 'liquidated')]
    const run = { steps, checks: [1, { tick: 2, equity: 7, pendingFees: 1 }] }
    const season = seasonOf({ ticks: everyMinute(115, 110, 100), runs: { bot: run } })

    const events = runEventsOf(viewOf(runEvents, season))

    expect(typesOf(events)).toEqual([
      'GridStarted',
      'OrderFilled',
      'LiquidationChecked',
      'LiquidationChecked',
      'PositionLiquidated',
      'GridStopped',
    ])
    const place = { stream: 'checks-sketched.bot', revision: 1, tick: 2 }
    expect(events[3]).toMatchObject({ ...place, data: { equity: 700_000_000 } })
    expect(events[2]).toMatchObject({ ...place, revision: 0, tick: 1 })
  })

  it('are all that the streams hold, whatever batches they come in', () => {
    const property = fc.property(randomSeason, fc.array(fc.nat(24)), (season, cuts) => {
      for (const [contestant, run] of season.runs) {
        const whole = runEventsOf(viewOf(runEvents, season, contestant))
        const cut = cutBefore(season, ...cuts).flatMap((batch) =>
          runEventsOf(foldBatch(runEvents, runEvents.initialView, batch, contestant)),
        )
        expect(cut).toEqual(whole)
        const [events, checks] = [run.events.events.length, run.checks?.batch.count ?? 0]
        expect(whole).toHaveLength(events + checks)
      }
    })
    fc.assert(property)
  })
})
