// #region first
import { deepEqual, throws } from 'node:assert/strict'
import { test } from 'node:test'
import type { Projection } from '@gridledger/projections'
import {
  filled,
  funded,
  minutes,
  seasonOf,
  simulatedSeason,
  started,
  stopped,
  triggered,
  viewOf,
} from '@gridledger/projections/testing'

/** How often each grid line was filled. */
const fillsPerLine: Projection<ReadonlyMap<number, number>> = {
  name: 'fills-per-line',
  version: 1,
  initialView: new Map(),
  on: {
    OrderFilled: (view, { data: { line } }) => {
      if (line === null) return view // bought or sold at the market
      return new Map(view).set(line, (view.get(line) ?? 0) + 1)
    },
  },
}

test('counts the fills of each line', () => {
  const season = seasonOf({
    ticks: [115, 110, 120, 110], // last prices, one a minute
    runs: {
      bot: [started(), filled(1, 'buy', 110), filled(2, 'sell', 120), filled(3, 'buy', 110)],
    },
  })
  deepEqual(
    viewOf(fillsPerLine, season),
    new Map([
      [1, 2],
      [2, 1],
    ]),
  )
})
// #endregion

// #region by-events
test('counts no fill at the market', () => {
  const steps = [
    started({ direction: 'long', stopLoss: { price: 104 } }),
    filled(0, 'buy', 115, { kind: 'base', fee: 0.0575 }),
    filled(1, 'buy', 110, { fee: '0.022' }),
    funded(2, -0.5),
    triggered(2, 'StopLossTriggered'),
    filled(2, 'sell', 104, { kind: 'stop', quantity: 2 }),
    stopped(2, 'stopLoss'),
  ]
  const season = seasonOf({ ticks: [115, 110, 104], runs: { bot: steps } })
  deepEqual(viewOf(fillsPerLine, season), new Map([[1, 1]]))
})
// #endregion

// #region refused
test('a season that no ledger would hold is refused', () => {
  const steps = [started(), filled(1, 'buy', 111)]
  throws(() => seasonOf({ ticks: [115, 110], runs: { bot: steps } }), {
    message:
      'bot: steps[1], OrderFilled at tick 1: price: expected that of a line ' +
      '(100, 110, 120, 130, 140) or a kind other than grid, found 111',
  })
})
// #endregion

// #region by-prices
test('counts what the engine fills', () => {
  const season = simulatedSeason({
    ticks: [115, 104, 126, 95, 115],
    fundings: [[minutes(2), 0.0001]],
    bots: {
      small: {}, // the grid with lines 100, 110, 120, 130 and 140
      wide: {
        lowerPrice: 80,
        upperPrice: 160,
        amendments: [{ atMicros: minutes(1), set: { leverage: 3 } }],
      },
    },
  })
  deepEqual(
    viewOf(fillsPerLine, season, 'small'),
    new Map([
      [1, 2],
      [2, 1],
      [0, 1],
    ]),
  )
  deepEqual(viewOf(fillsPerLine, season, 'wide'), new Map([[1, 1]]))
})
// #endregion

// #region broken
test('a handler that changes its view is named', () => {
  const broken: Projection<Map<number, number>> = {
    ...{ name: 'broken', version: 1, initialView: new Map() },
    on: { OrderFilled: (view, { data: { fill } }) => view.set(fill, 1) },
  }
  const season = simulatedSeason({ ticks: [115, 110, 115] })
  throws(() => viewOf(broken, season), {
    name: 'ProjectionError',
    message:
      'broken changed the view it was given or a part of an event, which stay as they were ' +
      '(Cannot set of a Map in a view), at OrderFilled, run-sketched.bot#5, 2025-01-01T00:01:00Z',
  })
})
// #endregion

// #region stretch
import { withStretch } from '@gridledger/projections'

/** The highest price so far, in ticks. */
const highest: Projection<number> = {
  name: 'highest',
  version: 1,
  initialView: 0,
  on: {
    PriceTicked: withStretch(
      (view, { data }) => Math.max(view, data.priceTicks),
      (view, { pricesTicks, from, to }) => {
        let high = view
        for (let row = from; row < to; row += 1) high = Math.max(high, pricesTicks[row] ?? high)
        return high
      },
    ),
  },
}

test('the highest price is the same of ticks and of stretches', () => {
  const season = simulatedSeason({ ticks: [115, 110, 126, 104] })
  deepEqual(viewOf(highest, season), 126)
})
// #endregion
