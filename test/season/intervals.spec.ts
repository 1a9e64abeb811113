import {
  CANDLE_PATHS,
  COMMON_START,
  INTERVALS,
  type BoardsByPath,
  boardsByInterval,
} from './intervals'
import { describeWithData } from './shared'
import { boardOf, tapeOf } from './simulated'

// Whole seasons by the dozen; a busy machine takes its time over them.
jest.setTimeout(60_000)

describeWithData('season 1 on bars of three lengths (needs ../shared/data)', () => {
  let boards: ReadonlyMap<number, BoardsByPath>
  const board = (minutes: number, path: string) => boards.get(minutes)!.get(path)!
  beforeAll(async () => {
    boards = await boardsByInterval()
  })

  it('is run over the same span, from the same price', () => {
    for (const { minutes } of INTERVALS) {
      for (const path of CANDLE_PATHS) {
        const { season, tape, rows } = board(minutes, path)
        expect(tape).toMatchObject({ intervalMicros: minutes * 60_000_000, candlePath: path })
        expect(season.startMicros).toBe(COMMON_START)
        expect(season.endMicros).toBe(board(1, 'nearest').season.endMicros)
        expect(rows.map(({ report }) => report.startPrice)).toEqual(
          board(1, 'nearest').rows.map(({ report }) => report.startPrice),
        )
      }
    }
  })

  it.each([
    { minutes: 1, name: 'OKX, one minute' },
    { minutes: 15, name: 'OKX, fifteen minutes' },
  ])("gives on its own bars what OKX's file gives: $name", async ({ minutes, name }) => {
    const given = await boardOf({ start: COMMON_START, tape: tapeOf(name) })
    const own = board(minutes, 'nearest')
    const figures = (played: typeof own) =>
      played.rows.map(({ report: { run, tradeNum, equity, gridProfit, maxDrawdownTickPct } }) => {
        return { run, tradeNum, equity, gridProfit, maxDrawdownTickPct }
      })
    expect(figures(own)).toEqual(figures(given))
  })

  it('finds the fewest pairs with the nearer extreme first', () => {
    const pairs = (minutes: number, path: string) =>
      board(minutes, path).rows.map(({ report }) => report.arbitrageNum)
    for (const { minutes } of INTERVALS) {
      for (const path of CANDLE_PATHS) {
        const more = pairs(minutes, path).map(
          (count, row) => count - pairs(minutes, 'nearest')[row]!,
        )
        expect(Math.min(...more)).toBeGreaterThanOrEqual(0)
      }
    }
  })
})
