import {
  Decimal,
  MICROS_PER_DAY,
  type Published,
  instrumentUnits,
  priceOf,
} from '@gridledger/domain'
import {
  type Cell,
  type OffGridSpell,
  type Projection,
  type RunViews,
  combined,
  drawdown,
  gridFacts,
  gridProfit,
  liquidationDistance,
  offGrid,
  runReport,
} from '@gridledger/projections'

interface Entry {
  readonly contestant: string
  readonly endMicros: number
  /** What was published of each contestant. */
  readonly published: ReadonlyMap<string, Published | null>
}

const entry: Projection<Entry> = {
  name: 'entry',
  version: 1,
  initialView: { contestant: '', endMicros: 0, published: new Map() },
  on: {
    SeasonOpened: (view, { data }) => ({ ...view, endMicros: data.endMicros }),
    ContestantEntered: (view, { data }) => ({
      ...view,
      published: new Map(view.published).set(data.contestant, data.published),
    }),
    GridStarted: (view, { contestant }) => ({ ...view, contestant: contestant ?? '' }),
  },
}

interface Views extends RunViews {
  readonly entry: Entry
}

/** The season in one table: each figure of a run, and what was published of it beside it. */
const seasonTable: Projection<Views> = {
  ...combined<Views>('season-table', 1, {
    entry,
    facts: gridFacts,
    drawdown,
    offGrid,
    gridProfit,
    liquidation: liquidationDistance,
  }),
  rows: (views) => {
    const { facts, entry: own, offGrid: beyond } = views
    if (facts.instrument === null || facts.parameters === null) return []
    const units = instrumentUnits(facts.instrument)
    const report = runReport('', own.contestant, own.endMicros, views)
    const published = own.published.get(own.contestant)
    const { lowerPrice, upperPrice, gridCount, investment } = facts.parameters
    const points = (amount: string | undefined): Cell =>
      amount === undefined ? null : two(new Decimal(amount).div(investment).minus(1).times(100))
    const tenth = report.samples.find(
      ({ time }) => Date.parse(time) * 1000 >= facts.startMicros + 10 * MICROS_PER_DAY,
    )
    return [
      {
        range: `${lowerPrice}–${upperPrice}`,
        grids: gridCount,
        'final %': two(report.returnPct),
        'publ. final': publishedText(published?.returnPct, published?.rank),
        'peak %': two(report.peakReturnPct),
        'publ. peak': decimal(published?.peakReturnPct),
        'peak to end': two(report.peakToEndPct),
        'publ. peak to end': decimal(published?.peakToEndPct),
        'day 10 %': points(tenth?.equity),
        'best day': two(report.bestDay),
        'publ. best day': decimal(published?.bestDay),
        'monthly %': two(new Decimal(report.monthlyRate).times(100)),
        'fills a day': two(report.fillsPerDay),
        ...sideOf('above', beyond.spells, (ticks) => priceOf(units, ticks)),
        ...sideOf('below', beyond.spells, (ticks) => priceOf(units, ticks)),
      },
    ]
  },
}
export default seasonTable

const two = (value: string | Decimal): Decimal => new Decimal(value).toDecimalPlaces(2)

function decimal(text: string | undefined): Decimal | null {
  return text === undefined ? null : new Decimal(text)
}

/** A figure that was published, or at least its rank. */
function publishedText(figure: string | undefined, rank: number | undefined): Cell {
  return figure ?? (rank === undefined ? null : `#${rank}`)
}

function sideOf(
  side: 'above' | 'below',
  spells: readonly OffGridSpell[],
  priceOfTicks: (ticks: number) => Decimal,
) {
  const own = spells.filter((spell) => spell.side === side)
  const micros = own.reduce((sum, { fromMicros, toMicros }) => sum + toMicros - fromMicros, 0)
  const depth = Math.max(0, ...own.map(({ depthTicks }) => depthTicks))
  return {
    [`hours ${side}`]: two(new Decimal(micros).div(3_600_000_000)),
    [`depth ${side}`]: own.length === 0 ? null : priceOfTicks(depth),
  }
}
