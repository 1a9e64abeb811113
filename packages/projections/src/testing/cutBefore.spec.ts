import type { SeasonBatch } from '../seasonBatch'
import { cutBefore } from './cutBefore'
import { simulatedSeason } from './simulatedSeason'
import { minutes } from './times'

const whole = simulatedSeason({
  ticks: [115, 110, 120, 95, 125, 115],
  marks: [115, 111, 119],
  fundings: [
    [minutes(1), 0.0001],
    [minutes(3.5), 0.0001],
  ],
})
const shape = ({ ticks, fundings, marks, runs, opening }: SeasonBatch) => ({
  opening: opening.length,
  ticks: [ticks.firstRevision, ticks.batch.count],
  rates: [fundings.firstRevision, fundings.events.length],
  marks: marks === null ? null : [marks.firstRevision, marks.batch.count],
  events: runs.get('bot')!.events.events.map(({ tick }) => tick),
})

describe('cutBefore', () => {
  it('begins a batch with each tick that is named, with all that belongs to it', () => {
    const [first, second, third] = cutBefore(whole, 4, 1)
    expect(shape(first!)).toMatchObject({ opening: 2, ticks: [0, 1], rates: [1, 0], marks: [0, 1] })
    expect(shape(second!)).toMatchObject({
      opening: 0,
      ticks: [1, 3],
      rates: [1, 1],
      marks: [1, 2],
    })
    expect(shape(third!)).toMatchObject({ opening: 0, ticks: [4, 2], rates: [2, 1], marks: null })
    const events = [first!, second!, third!].flatMap((piece) => shape(piece).events)
    expect(events).toEqual(shape(whole).events)
    expect(new Set(shape(second!).events)).toEqual(new Set([1, 2, 3]))
  })

  it('counts ticks from the start of the season, also in a batch that was cut', () => {
    const [, rest] = cutBefore(whole, 2)
    expect(cutBefore(rest!, 1, 2, 4, 6).map(shape)).toEqual(
      cutBefore(whole, 2, 4).slice(1).map(shape),
    )
  })

  it.each([[[]], [[0]], [[6, 99]], [[-1]]])('leaves it whole, cut before %j', (cuts) => {
    expect(cutBefore(whole, ...cuts)).toEqual([whole])
  })
})
