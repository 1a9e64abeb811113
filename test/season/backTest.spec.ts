import { BTC_USDT_SWAP, instrumentUnits, priceOf } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { type BackTest, DAYS, WINDOW, backTest, boardFrom, refusalOn } from './backTest'
import { describeWithData } from './shared'

// Whole seasons by the dozen; a busy machine takes its time over them.
jest.setTimeout(60_000)

const price = (ticks: number) => priceOf(instrumentUnits(BTC_USDT_SWAP), ticks).toFixed()

describeWithData('the back-test window (needs ../shared/data)', () => {
  let made: BackTest
  const range = (name: string) => made.ranges.find(({ contestant }) => contestant === name)!
  beforeAll(async () => {
    made = await backTest()
  })

  it('is 92 days with the extremes that are known of it', () => {
    expect([isoTime(WINDOW.start), DAYS, made.days.length]).toEqual([
      '2025-07-25T00:00:00Z',
      92,
      92,
    ])
    expect(price(made.days[0]!.openTicks)).toBe('118365.9')
    expect(price(Math.min(...made.days.map(({ lowTicks }) => lowTicks)))).toBe('101482.7')
    expect(price(Math.max(...made.days.map(({ highTicks }) => highTicks)))).toBe('126173.6')
  })

  it('starts with a price that only two of the six take', () => {
    const started = made.ranges.filter(({ refusal }) => refusal === null)
    expect(started.map(({ contestant }) => contestant)).toEqual(['deepseek', 'grok-4'])
    expect(range('qwen3').refusal).toBe(
      'contestants.qwen3.lowerPrice, upperPrice: expected the price inside 108000 to 112000, found 118365.9 (start-outside-range)',
    )
  })

  it('gives the spells that the runs themselves report', async () => {
    const { rows } = await boardFrom(0, ['deepseek', 'grok-4'])
    for (const { report, entry } of rows) {
      const ofMarket = range(entry.contestant).spells.map((spell) => [
        isoTime(spell.fromMicros),
        isoTime(spell.toMicros),
        spell.side,
        price(spell.depthTicks),
      ])
      expect(ofMarket).toEqual(
        report.offGrid.map(({ from, to, side, depth }) => [from, to, side, depth]),
      )
    }
    expect(rows).toHaveLength(2)
  })

  it.each(['claude', 'gpt-5', 'gemini', 'deepseek', 'grok-4', 'qwen3'])(
    'counts the days as the season itself decides them: %s',
    async (name) => {
      const { startDays } = range(name)
      // The first and last start that is taken, and the days beside them, which may not be.
      const asked = [startDays[0]! - 1, startDays[0]!, startDays.at(-1)!, startDays.at(-1)! + 1]
      for (const day of asked.filter((day) => day >= 0 && day < DAYS)) {
        expect([day, (await refusalOn(day, name)) === null]).toEqual([day, startDays.includes(day)])
      }
    },
  )
})
