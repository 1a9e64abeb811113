import { EmptyError, from, lastValueFrom, of } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import {
  type RunSketch,
  GRID,
  MINUTE,
  amended,
  cutBefore,
  everyMinute,
  filled,
  funded,
  liquidated,
  minutes,
  seasonOf,
  started,
  stopped,
} from './testing'
import { type Leaderboard, leaderboard } from './leaderboard'
import type { SeasonBatch } from './seasonBatch'

const boardOf = (...batches: readonly SeasonBatch[]): Promise<Leaderboard> => {
  return lastValueFrom(from(batches).pipe(leaderboard()))
}

/** A run that gains so many USDT of 1000. */
const gaining = (amount: number | string): RunSketch => ({
  steps: [started(), funded(1, amount), stopped(2)],
})

describe('leaderboard: ranking', () => {
  const ticks = everyMinute(115, 115, 115)
  const rankingOf = async (gains: Readonly<Record<string, number | string>>) => {
    const runs = Object.entries(gains).map(([name, gain]) => [name, gaining(gain)] as const)
    return (await boardOf(seasonOf({ ticks, runs: Object.fromEntries(runs) }))).ranking
  }

  it('puts the highest return first', async () => {
    expect(await rankingOf({ a: 10, b: 50, c: -20, d: 30 })).toEqual(['b', 'd', 'a', 'c'])
  })

  it('compares numbers, not texts', async () => {
    expect(await rankingOf({ a: 95, b: 100, c: -9, d: -100 })).toEqual(['b', 'a', 'c', 'd'])
  })

  it('leaves equal ones in order of entry', async () => {
    expect(await rankingOf({ z: 10, b: 50, a: 10, m: 10 })).toEqual(['b', 'z', 'a', 'm'])
  })

  it('tells apart what differs by one hundred-millionth', async () => {
    expect(await rankingOf({ a: '1.00000001', b: '1.00000002' })).toEqual(['b', 'a'])
  })

  it('ranks by the share of the investment, not by the amount', async () => {
    const large = { ...started({ investment: '100000' }) }
    const runs = { rich: { steps: [large, funded(1, 100)] }, poor: gaining(50) }
    expect((await boardOf(seasonOf({ ticks, runs }))).ranking).toEqual(['poor', 'rich'])
  })
})

describe('leaderboard', () => {
  const ticks = everyMinute(...Array.from({ length: 25 }, (_, tick) => 115 + (tick % 12)))
  const whole = seasonOf({
    ticks,
    marks: [
      [minutes(3), 118],
      [minutes(9), 121],
    ],
    fundings: [[minutes(8), '0.0001']],
    sampleEveryMicros: 5 * MINUTE,
    runs: {
      first: {
        steps: [
          started(),
          filled(3, 'buy', 110, { slot: 1, fee: '0.022' }),
          filled(5, 'sell', 120, { slot: 1, fee: '0.024' }),
          amended(7, { relaid: true }),
          filled(9, 'sell', 130, { slot: 2, fee: '0.026' }),
          stopped(24),
        ],
        checks: [3, 4, 9],
        entry: { proposedBy: 'somebody', confidence: '0.7', parameters: GRID },
      },
      second: {
        steps: [started(), filled(2, 'buy', 110), liquidated(6), stopped(6, 'liquidated')],
      },
    },
  })

  it('has the season, the tape and a row for each entry, in order of entry', async () => {
    const board = await boardOf(whole)
    expect(board.season.season).toBe('sketched')
    expect(board.tape.tape).toBe('sketched-tape')
    expect(board.rows.map(({ report }) => report.run)).toEqual([
      'sketched.first',
      'sketched.second',
    ])
    expect(board.rows.map(({ entry }) => entry.proposedBy)).toEqual(['somebody', null])
    const [first, second] = board.rows
    expect(first!.report).toMatchObject({
      contestant: 'first',
      arbitrageNum: 1,
      gridProfit: '9.954',
      stopReason: 'seasonEnd',
    })
    expect(second!.report).toMatchObject({ equity: '0', liquidated: true })
  })

  it('has the last tick and the last sample in its figures', async () => {
    const { report } = (await boardOf(whole)).rows[0]!
    // Every five minutes to the end, the first interval one minute short of that.
    expect(report.samples.map(({ time }) => time.slice(11, 16))).toEqual([
      '00:00',
      '00:04',
      '00:09',
      '00:14',
      '00:19',
      '00:24',
    ])
    expect(report.samples.at(-1)!.equity).toBe(report.equity)
    // The pair, the sale at 130 against a mark of 121.
    expect(report.equity).toBe('1018.928')
  })

  it('has a fall at the last tick in its figures, also of a run that still goes on', async () => {
    const tenCoins = [started({}, { price: 115 }), filled(0, 'buy', 100, { quantity: 10 })]
    const falling = seasonOf({
      ticks: everyMinute(100, 110, 55),
      runs: { bot: { steps: tenCoins } },
    })
    const { report } = (await boardOf(falling)).rows[0]!
    expect(report.maxDrawdownTickPct).toBe('50.00000000')
    expect(report.samples.at(-1)!.equity).toBe('550')
  })

  it('has a curve of 24 points after the start beside each row and benchmark', async () => {
    const board = await boardOf(whole)
    for (const { curve } of [...board.rows, ...board.benchmarks]) expect(curve).toHaveLength(25)
    expect(board.rows[0]!.curve[0]).toBe(1000e8)
    expect(board.rows[0]!.curve.at(-1)).toBe(1018.928e8)
    expect(board.rows[1]!.curve.slice(7).every((value) => value === 0)).toBe(true)
  })

  it('has buy-and-hold once and five times beside the runs, of the same investment', async () => {
    const { benchmarks, ranking } = await boardOf(whole)
    expect(benchmarks.map(({ name, leverage }) => [name, leverage])).toEqual([
      ['buy-and-hold-1x', '1'],
      ['buy-and-hold-5x', '5'],
    ])
    // 1000 / 115 and 5000 / 115, floored
    expect(benchmarks.map(({ position }) => position)).toEqual(['8', '43'])
    expect(benchmarks.map(({ fundingFee }) => fundingFee)).toEqual(['-0.0944', '-0.5074'])
    expect(ranking).toEqual(['first', 'second'])
  })

  it('has buy-and-hold of what the first contestant invests', async () => {
    const entry = (investment: string) => ({ parameters: { ...GRID, investment } })
    const runs = {
      rich: { steps: [started({ investment: '5000' }, { price: 115 })], entry: entry('5000') },
      poor: { steps: [started({}, { price: 115 })], entry: entry('1000') },
    }
    const { benchmarks } = await boardOf(seasonOf({ ticks: everyMinute(100, 100), runs }))
    expect(benchmarks.map(({ position }) => position)).toEqual(['50', '250'])
  })

  it.each([[[1]], [[12]], [[24]], [[1, 2, 3]], [[6, 7]], [[5, 10, 15, 20]]])(
    'is the same in batches that begin at %j as in one',
    async (cuts) => {
      expect(await boardOf(...cutBefore(whole, ...cuts))).toEqual(await boardOf(whole))
    },
  )

  it('comes once, when the batches end', () => {
    const [a, b] = cutBefore(whole, 10)
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(
      ({ cold, expectObservable }) => {
        const boards = cold('a--b--|', { a: a!, b: b! }).pipe(leaderboard())
        let board: Leaderboard | undefined
        of(whole)
          .pipe(leaderboard())
          .subscribe((value) => (board = value))
        expectObservable(boards).toBe('------(x|)', { x: board })
        const broken = cold('a-#', { a: a! }, 'the disk').pipe(leaderboard())
        expectObservable(broken).toBe('--#', {}, 'the disk')
      },
    )
  })

  it('is an error without batches, and without what opens a season', async () => {
    await expect(boardOf()).rejects.toThrow(EmptyError)
    await expect(boardOf({ ...whole, opening: [] })).rejects.toThrow('SeasonOpened or TapeOpened')
    const [tape, season] = whole.opening
    await expect(boardOf({ ...whole, opening: [tape!] })).rejects.toThrow('SeasonOpened')
    await expect(boardOf({ ...whole, opening: [season!] })).rejects.toThrow(/TapeOpened|a tick/)
  })
})
