import { from, lastValueFrom, of, toArray } from 'rxjs'
import { type SeasonBatch, initialSeasonView, followSeason } from '@gridledger/projections'
import {
  MINUTE,
  cutBefore,
  everyMinute,
  filled,
  funded,
  seasonOf,
  started,
  stopped,
} from '@gridledger/projections/testing'
import type { Pace } from './pace'
import { unfold } from './unfold'

const steps = [started(), filled(2, 'buy', 110), funded(2, 1), filled(4, 'sell', 120), stopped(6)]
const other = [started(), filled(3, 'buy', 110)]
const whole = seasonOf({
  ticks: everyMinute(115, 114, 110, 115, 120, 118, 117),
  runs: { bot: { steps, checks: [2, 3] }, other: { steps: other } },
})

async function* batchesOf(...cuts: readonly number[]): AsyncGenerator<SeasonBatch> {
  for (const batch of cutBefore(whole, ...cuts)) yield await Promise.resolve(batch)
}
const go = (minutes: number): Pace => {
  return { byMicros: minutes * MINUTE, isStep: false, isPaused: false, factor: 60 }
}
const step: Pace = { byMicros: 0, isStep: true, isPaused: true, factor: 60 }

/** The ticks that each moment shows: the last, and the types of the bot's events that it adds. */
async function momentsOf(
  paces: readonly Pace[],
  batches = batchesOf(3),
  start = initialSeasonView,
) {
  const moments = await lastValueFrom(unfold(start, batches, 'bot', from(paces)).pipe(toArray()))
  return moments.map(({ view, batch, isCurrent, isOver }) => {
    const tick = view.last?.revision ?? -1
    if (isOver) return `${tick} over`
    if (isCurrent) return `${tick} current`
    const events = batch?.runs.get('bot')?.events.events.map(({ type }) => type) ?? []
    return [tick, ...events].join(' ')
  })
}

describe('unfold', () => {
  it('shows the first tick at once, and then what the clock has reached', async () => {
    expect(await momentsOf([go(0), go(0.5), go(0.5), go(3)])).toEqual([
      '0 GridStarted',
      '0 current',
      '0 current',
      '1',
      '1 current',
      '2 OrderFilled FundingSettled',
      '4 OrderFilled',
      '4 current',
    ])
  })

  it('takes single ticks, and the clock goes on from there', async () => {
    expect(await momentsOf([go(0), step, step, go(0.5), go(0.5)])).toEqual([
      '0 GridStarted',
      '0 current',
      '1',
      '1 current',
      '2 OrderFilled FundingSettled',
      '2 current',
      '2 current',
      '3',
      '3 current',
    ])
  })

  it('ends with the last tick', async () => {
    expect(await momentsOf([go(100), go(1)])).toEqual([
      ...['0 GridStarted', '2 OrderFilled FundingSettled', '4 OrderFilled', '6 GridStopped'],
      '6 over',
    ])
  })

  it('goes on from a view in the middle', async () => {
    const [head, ...rest] = cutBefore(whole, 3)
    const start = await lastValueFrom(of(head!).pipe(followSeason()))
    const batches = (async function* () {
      for (const batch of rest) yield await Promise.resolve(batch)
    })()
    expect(await momentsOf([go(0), go(1), go(9)], batches, start)).toEqual([
      ...['2 current', '3', '3 current', '4 OrderFilled', '6 GridStopped', '6 over'],
    ])
  })

  it('has at its end the view of the whole season, however it was cut', async () => {
    const expected = await lastValueFrom(of(whole).pipe(followSeason()))
    for (const cuts of [[], [1, 2, 5], [3]]) {
      const moments = unfold(
        initialSeasonView,
        batchesOf(...cuts),
        'bot',
        of(go(0), step, go(2), go(9)),
      )
      expect((await lastValueFrom(moments)).view).toEqual(expected)
    }
  })
})
