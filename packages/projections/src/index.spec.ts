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
      'JOURNAL_ACCOUNTS',
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
      'buyAndHold',
      'daily',
      'dailyReport',
      'drawdown',
      'drawdownCurve',
      'drawdownCurveOf',
      'entriesOf',
      'equity',
      'equityCurve',
      'equityOf',
      'equityReport',
      'fillMarks',
      'foldBatch',
      'followSeason',
      'followsCheck',
      'gridFacts',
      'gridProfit',
      'gridTerms',
      'initialRunViews',
      'initialSeasonView',
      'isoTime',
      'journal',
      'journalAccounts',
      'leaderboard',
      'linesOverTime',
      'liquidationCurve',
      'liquidationDistance',
      'offGrid',
      'placeAfter',
      'priceCandles',
      'project',
      'restoredSeasonView',
      'restoredView',
      'runEvents',
      'runEventsOf',
      'runReport',
      'runViewsAfter',
      'seasonAfter',
      'settledViews',
      'shortestBucket',
      'standings',
      'storedView',
      'thinnedSeason',
      'withoutEntries',
    ])
  })

  it('are these types', () => {
    expect(exported().types).toEqual([
      'Account',
      'AccountKind',
      'Balances',
      'BenchmarkReport',
      'BenchmarkViews',
      'BookedType',
      'BuyAndHoldView',
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
      'EquityReport',
      'EquitySample',
      'EquityView',
      'EventMap',
      'EventType',
      'Falls',
      'FillMark',
      'FillMarksView',
      'GridFactsView',
      'GridProfitView',
      'GridTermsView',
      'HeldPosition',
      'JournalAccount',
      'JournalEntries',
      'JournalEntry',
      'JournalEvent',
      'JournalView',
      'LastTick',
      'Leaderboard',
      'LeaderboardRow',
      'Leg',
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
      'Posting',
      'PriceCandle',
      'PriceCandlesView',
      'Projection',
      'RunEventsView',
      'RunHistoryEvent',
      'RunPlace',
      'RunReport',
      'RunSlice',
      'RunViews',
      'Sampling',
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
