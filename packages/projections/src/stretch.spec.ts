import * as fc from 'fast-check'
import { type Moment, moments, sketchOf } from '../../../test/support/randomMoments'
import { BUILT_INS } from '../../../test/views/builtIns'
import { foldedView } from '../../../test/support/foldedView'
import type { Projection } from './projection'
import { cutBefore, everyMinute, filled, seasonOf, started, viewOf } from './testing'
import { withStretch } from './stretch'

/** The rows of each stretch, and what is told of each event between them. */
function stretchesOf(on: Projection<readonly string[]>['on']): Projection<readonly string[]> {
  return { name: 'stretches', version: 1, initialView: [], on }
}
const told = (view: readonly string[], line: string) => [...view, line]
const prices = withStretch<readonly string[], 'PriceTicked'>(
  (view, { data }) => told(view, String(data.priceTicks)),
  (view, { from, to, pricesTicks }) => told(view, pricesTicks.slice(from, to).join(' ')),
)
const equities = withStretch<readonly string[], 'LiquidationChecked'>(
  (view, { data }) => told(view, String(data.equity / 1e8)),
  (view, { from, to, equities: all }) =>
    told(view, [...all.slice(from, to)].map((equity) => equity / 1e8).join(' ')),
)
const event = (view: readonly string[], { type }: { readonly type: string }) => told(view, type)

describe('withStretch', () => {
  const season = seasonOf({
    ticks: everyMinute(115, 116, 110, 112, 113, 111),
    fundings: [[everyMinute(1, 1, 1, 1, 1)[4]![0], '0.0001']],
    runs: {
      bot: {
        steps: [started(), filled(2, 'buy', 110)],
        checks: [2, 3, 4, 5].map((tick) => ({ tick, equity: 1000 + tick })),
      },
    },
  })

  it.each<[what: string, on: Projection<readonly string[]>['on'], lines: readonly string[]]>([
    [
      'all ticks where nothing else is listened to',
      { PriceTicked: prices },
      ['115 116 110 112 113 111'],
    ],
    [
      'the ticks up to that of an event',
      { PriceTicked: prices, OrderFilled: event },
      ['115 116 110', 'OrderFilled', '112 113 111'],
    ],
    [
      'the ticks before a rate',
      { PriceTicked: prices, FundingRatePublished: event },
      ['115 116 110 112', 'FundingRatePublished', '113 111'],
    ],
    [
      'the checks between two events',
      { LiquidationChecked: equities, OrderFilled: event },
      ['OrderFilled', '1002', '1003 1004 1005'],
    ],
    [
      'one tick and one check at a time where both are listened to',
      { PriceTicked: prices, LiquidationChecked: equities },
      ['115 116 110', '1002', '112', '1003', '113', '1004', '111', '1005'],
    ],
  ])('gives %s', (_what, on, lines) => {
    expect(foldedView(stretchesOf(on), season)).toEqual(lines)
  })

  it('gives every row to who calls the handler alone', () => {
    const wrapped = {
      PriceTicked: (view: readonly string[], tick: Parameters<typeof prices>[1]) =>
        prices(view, tick),
    }
    expect(foldedView(stretchesOf(wrapped), season)).toEqual([
      '115',
      '116',
      '110',
      '112',
      '113',
      '111',
    ])
  })

  it('is held to what its handler makes of the rows', () => {
    const wrong: Projection<number> = {
      name: 'rows',
      version: 1,
      initialView: 0,
      on: {
        PriceTicked: withStretch(
          (view) => view + 1,
          (view) => view + 1,
        ),
      },
    }
    expect(() => viewOf(wrong, season)).toThrow(
      'rows makes another view of a stretch than of its rows one by one: expected 6, found 1, in its stretch',
    )
  })
})

describe('the stretches of the built-in views', () => {
  /** Without marks stretches are long, and with few events longer. */
  const quiet = moments.map((all) =>
    all.map((moment, tick): Moment => {
      const isQuiet = tick % 3 !== 0
      const turn = { ...moment.bot, orders: isQuiet ? [] : moment.bot.orders }
      return { ...moment, rates: isQuiet ? [] : moment.rates, marks: [], bot: turn }
    }),
  )
  const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 })

  it.each(BUILT_INS)(
    '%s: make the views that their rows make, however batches are cut',
    (_, withIt) => {
      withIt((projection) => {
        fc.assert(
          fc.property(fc.oneof(moments, quiet), cuts, (all, at) => {
            viewOf(projection, cutBefore(seasonOf(sketchOf(all)), ...at), 'bot')
          }),
          { numRuns: 25 },
        )
      })
    },
  )
})
