import {
  amended,
  everyMinute,
  minutes,
  refused,
  seasonOf,
  started,
  stopped,
  usdt,
  viewOf,
} from './testing'
import { gridTerms } from './gridTerms'

describe('the terms of a grid', () => {
  it('are those of the start and of each amendment, with the margin that was added', () => {
    const steps = [
      started({ gridCount: 4 }, { neutralStart: 'all' }),
      amended(1, { grid: { gridCount: 8 }, quantity: 2, fillRule: 'cross' }),
      refused(2),
      amended(2, { addedMargin: '250' }),
      amended(3, { addedMargin: '50.5' }),
      stopped(4, 'stopLoss'),
    ]
    const season = seasonOf({
      ticks: everyMinute(115, 116, 117, 118, 119),
      runs: { bot: { steps } },
    })

    const { terms, ...view } = viewOf(gridTerms, season)

    expect(view).toEqual({
      neutralStart: 'all',
      addedMargin: usdt('300.5'),
      stoppedMicros: minutes(4),
    })
    expect(terms.map((each) => [each.fromMicros, each.parameters.gridCount])).toEqual([
      [minutes(0), 4],
      [minutes(1), 8],
      [minutes(2), 8],
      [minutes(3), 8],
    ])
    expect(terms[1]).toMatchObject({ quantityLots: 2, fillRule: 'cross' })
  })
})
