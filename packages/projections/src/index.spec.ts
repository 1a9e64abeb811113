import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as projections from './index'

const TEXT = readFileSync(join(__dirname, 'index.ts'), 'utf8')

/** The names of the index, as it is written: those of types too. */
function exported(): { readonly types: readonly string[]; readonly values: readonly string[] } {
  const lists = [...TEXT.matchAll(/export (type )?\{([^}]*)\}/g)]
  const names = lists.flatMap(([, isType = '', list = '']) =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => `${name.startsWith('type ') ? '' : isType}${name}`),
  )
  const types = names.filter((name) => name.startsWith('type '))
  const values = names.filter((name) => !name.startsWith('type '))
  return { types: types.map((name) => name.slice('type '.length)).sort(), values: values.sort() }
}

describe('the public names of projections', () => {
  it('are these functions and projections', () => {
    expect(Object.keys(projections).sort()).toEqual([
      'ALL_FIGURES',
      'EVENT_TYPES',
      'JOURNAL_ACCOUNTS',
      'ProjectionError',
      'SEASON_START',
      'SEASON_VIEW',
      'benchmarkReport',
      'boardOf',
      'bookedEquity',
      'bookedFees',
      'bookedProfit',
      'bot',
      'bucketOpen',
      'bucketWidth',
      'buckets',
      'buyAndHold',
      'checkedProjection',
      'combined',
      'daily',
      'dailyReport',
      'drawdown',
      'drawdownCurve',
      'drawdownCurveOf',
      'eachRun',
      'entriesOf',
      'equity',
      'equityCurve',
      'equityOf',
      'equityReport',
      'fillMarks',
      'firstNot',
      'foldBatch',
      'followSeason',
      'followsCheck',
      'gridFacts',
      'gridProfit',
      'gridTerms',
      'initialRunViews',
      'initialSeasonView',
      'initialViews',
      'isEventType',
      'isLike',
      'isoTime',
      'journal',
      'journalAccounts',
      'leaderboard',
      'linesOverTime',
      'liquidationCurve',
      'liquidationDistance',
      'listenedTo',
      'liveView',
      'offGrid',
      'placeAfter',
      'priceCandles',
      'project',
      'restoredSeasonView',
      'restoredView',
      'rowsBetween',
      'runEvents',
      'runEventsOf',
      'runReport',
      'runViewsAfter',
      'seasonAfter',
      'settledViews',
      'shortestBucket',
      'splitBatch',
      'standings',
      'storedView',
      'thinnedSeason',
      'viewsAfter',
      'windowsOf',
      'withoutEntries',
    ])
  })

  it('are these types', () => {
    expect(exported().types).toEqual([
      'AccountKind',
      'Balances',
      'BenchmarkReport',
      'Bucket',
      'BucketsView',
      'BuyAndHoldView',
      'Cell',
      'Chart',
      'ClosestApproach',
      'ClosestLiquidation',
      'ContestantViews',
      'CostlyFigures',
      'CurvePoint',
      'DailyView',
      'DayEnd',
      'DayReport',
      'DenseSlice',
      'DrawdownCurveView',
      'DrawdownView',
      'EachRunView',
      'EquityReport',
      'EquitySample',
      'EquityView',
      'EventMap',
      'EventType',
      'FillMark',
      'FillMarksView',
      'GridFactsView',
      'GridProfitView',
      'GridTermsView',
      'JournalAccount',
      'JournalEntry',
      'JournalEvent',
      'JournalView',
      'LastTick',
      'Leaderboard',
      'LeaderboardRow',
      'LinesInForce',
      'LinesOverTimeView',
      'LiquidationBounds',
      'LiquidationCurveView',
      'LiquidationDistanceView',
      'LiquidationPoint',
      'LiquidationPrice',
      'OffGridReport',
      'OffGridSpell',
      'OffGridView',
      'Parts',
      'Placed',
      'PlacedViews',
      'Posting',
      'PriceCandle',
      'PriceCandlesView',
      'Projection',
      'ProjectionFault',
      'ProjectionPlace',
      'Row',
      'RunEventsView',
      'RunHistoryEvent',
      'RunPlace',
      'RunReport',
      'RunSlice',
      'RunViews',
      'SeasonBatch',
      'SeasonPlace',
      'SeasonView',
      'SparseSlice',
      'Standing',
      'TermsInForce',
      'Valuation',
      'ViewedEvent',
      'WholeMarket',
    ])
  })

  it('are listed one by one', () => {
    expect(exported().values).toEqual(Object.keys(projections).sort())
    expect(TEXT).not.toMatch(/export \*/)
  })
})
