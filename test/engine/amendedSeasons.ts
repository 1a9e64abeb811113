import fc from 'fast-check'
import {
  type AmendmentSet,
  Decimal,
  contractsOf,
  instrumentUnits,
  priceOf,
} from '@gridledger/domain'
import { amendmentAt } from './harness'
import { type Season, seasons } from './seasons'

const change = fc.record({
  at: fc.integer({ min: 0, max: 1000 }),
  early: fc.constantFrom(0, 0, 1, 30_000_000),
  kinds: fc.array(
    fc.constantFrom(
      'range',
      'range',
      'count',
      'leverage',
      'quantity',
      'fees',
      'ratios',
      'prices',
      'fillRule',
      'margin',
      'direction',
    ),
    { minLength: 1, maxLength: 3 },
  ),
  below: fc.integer({ min: -3, max: 80 }),
  above: fc.integer({ min: -3, max: 80 }),
  pick: fc.integer({ min: 0, max: 1000 }),
})
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never

/** Random seasons with up to four amendments each, some of which are refused. */
export function amendedSeasons(fewest: number, most: number): fc.Arbitrary<Season> {
  const changes = fc.array(change, { maxLength: 4, size: 'max' })
  return fc.tuple(seasons(fewest, most), changes).map(([season, list]) => {
    const amendments = list.map((each) => {
      const revision = 1 + Math.floor((each.at * (season.ticks.length - 1)) / 1001)
      return amendmentAt(revision, setOf(season, each, revision), each.early)
    })
    const due = [...season.due, ...amendments].sort(
      (a, b) => a.timeMicros - b.timeMicros || b.kind.localeCompare(a.kind),
    )
    return { ...season, due }
  })
}

function setOf(season: Season, change: Change, revision: number): AmendmentSet {
  return change.kinds.reduce<AmendmentSet>(
    (set, kind) => ({ ...set, ...partOf(season, change, kind, revision) }),
    {},
  )
}

function partOf(
  { instrument, ticks, plan }: Season,
  { below, above, pick }: Change,
  kind: Change['kinds'][number],
  revision: number,
): AmendmentSet {
  const units = instrumentUnits(instrument)
  const price = priceOf(units, ticks[revision]?.priceTicks ?? 0)
  const away = (permille: number) => price.times(new Decimal(1000 + permille).div(1000)).toFixed()
  switch (kind) {
    case 'range':
      return { lowerPrice: away(-below), upperPrice: away(above + 2) }
    case 'count':
      return { gridCount: 1 + (pick % 12) }
    case 'leverage':
      return { leverage: ['1', '4.5', '12', '101'][pick % 4] ?? '5' }
    case 'quantity': {
      const lots = Math.max(units.minimumLots, Math.floor((plan.quantityLots * pick) / 500))
      return { quantityPerGrid: pick < 200 ? null : contractsOf(units, lots).toFixed() }
    }
    case 'fees':
      return { makerFee: '0.0001', takerFee: pick < 500 ? '0.0003' : '0.06' }
    case 'ratios':
      return { takeProfit: { ratio: '0.3' }, stopLoss: pick < 500 ? { ratio: '0.3' } : null }
    case 'prices':
      return { takeProfit: { price: away(250) }, stopLoss: { price: away(-250) } }
    case 'fillRule':
      return { fillRule: pick < 500 ? 'touch' : pick < 750 ? 'cross' : 'through' }
    case 'margin':
      return { addMargin: pick < 500 ? '123.45678901' : '5000' }
    case 'direction':
      return { direction: pick < 500 ? 'neutral' : 'long' }
  }
}
