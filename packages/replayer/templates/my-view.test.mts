import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from '@gridledger/domain'
import { filled, seasonOf, simulatedSeason, started, viewOf } from '@gridledger/projections/testing'
import projection from './my-view.mts'

/** The rows of a view, as `npx gridledger project` prints them. */
const rowsOf = (season: Parameters<typeof viewOf>[1]) =>
  projection.rows?.(viewOf(projection, season))

test('counts the fills at each price, and their fees', () => {
  const season = seasonOf({
    ticks: [115, 110, 120], // last prices, one a minute
    runs: {
      bot: [
        started(), // lines 100, 110, 120, 130 and 140, one coin each
        filled(1, 'buy', 110, { fee: 0.022 }),
        filled(2, 'sell', 120, { fee: 0.024 }),
      ],
    },
  })
  deepEqual(rowsOf(season), [
    { price: new Decimal(110), fills: 1, fees: new Decimal('0.022') },
    { price: new Decimal(120), fills: 1, fees: new Decimal('0.024') },
  ])
})

test('counts what the engine fills', () => {
  const season = simulatedSeason({ ticks: [115, 104, 126, 115], bots: { bot: {} } })
  const fills = rowsOf(season)?.map(
    ({ price, fills: count }) => `${String(price)}: ${String(count)}`,
  )
  deepEqual(fills, ['110: 1', '120: 1'])
})
