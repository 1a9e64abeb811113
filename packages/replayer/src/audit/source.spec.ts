import type { ReadSeasonFile } from '../season/seasonFile'
import { prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { INSTRUMENT, NEW_YEAR } from '../../../../test/support/layoutSamples'
import { candleCsv, right } from '../../../../test/support/tapes'
import { memoryLedger } from '../ledger/memoryLedger'
import { runSeason } from '../season/runSeason'
import { type Auditor, auditorOf } from './audit'
import { auditJson } from './auditJson'
import { parseReference } from './reference'

const folder = suiteFolder()
const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const START = NEW_YEAR * 1000

const BOT = {
  name: 'bot',
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '109000',
  upperPrice: '111000',
  gridCount: 4,
  leverage: '5',
  investment: '1000',
  quantityPerGrid: '1',
} as const

async function recorded(
  tape: ReadSeasonFile['season']['tape'],
  end: number,
): Promise<{ readonly auditor: Auditor; readonly tape: string }> {
  const season = await prepared(folder, {
    season: 's',
    instrument: INSTRUMENT,
    start: START,
    end,
    tape,
    contestants: [BOT],
  })
  const ledger = memoryLedger()
  const { batches } = await runSeason(ledger, season)
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  return { auditor: auditorOf(ledger), tape: season.tape.name }
}

const jsonOf = async ({ audit }: Auditor, text: string) =>
  auditJson(await audit(right(parseReference(text)), 'UTC'))

describe('the row of a tick', () => {
  it('is a bar: which of its four ticks it is, and its prices, whatever came first', async () => {
    folder.write(
      'candles.csv',
      candleCsv(START, [
        [110100, 110300, 109900, 110200],
        [110200, 110300, 109400, 109600],
        [109600, 109600, 109600, 109600],
      ]),
    )
    const { auditor, tape } = await recorded(
      { candles: ['candles.csv'], interval: MINUTE },
      START + 2 * MINUTE,
    )
    const rows = []
    for (let tick = 0; tick < 9; tick += 1) {
      const [, row] = await jsonOf(auditor, `ticks-${tape}@${tick}`)
      rows.push(JSON.parse(JSON.stringify(row)))
    }
    const [first, second] = [
      ['open', 'low', 'high', 'close'],
      ['open', 'high', 'low', 'close'],
    ]
    expect(rows.map(({ bar }) => bar.tick)).toEqual([...first, ...second, 'open'])
    expect(rows[6]).toEqual({
      role: 'row',
      file: 'candles.csv',
      line: 3,
      holds: 'bar',
      of: `ticks-${tape}@6`,
      bar: {
        opened: '2025-01-01T00:01:00Z',
        open: '110200',
        high: '110300',
        low: '109400',
        close: '109600',
        tick: 'low',
      },
      text: expect.stringContaining('candles.csv, line 3: The bar of 2025-01-01 00:01 UTC'),
    })
    expect(rows[8].bar).toMatchObject({ open: '109600', high: null, close: null })
  })

  it('is a trade, in the file where it stands', async () => {
    const header = 'instrument_name,trade_id,side,price,size,created_time'
    const trade = (after: number, price: number) =>
      `${INSTRUMENT},${400 + after / 10},sell,${price},1,${START / 1000 + after * 1000}`
    folder.write('a.csv', [header, trade(0, 110200), trade(10, 109900), ''].join('\n'))
    folder.write('b.csv', [header, trade(20, 109500), trade(30, 109900), ''].join('\n'))
    const { auditor } = await recorded({ trades: ['a.csv', 'b.csv'] }, START + 30 * SECOND)
    const [fill, tick, row] = await jsonOf(auditor, 's.bot#2')
    expect(fill).toMatchObject({ role: 'fill', fill: 's.bot#2', problems: [] })
    expect(tick).toMatchObject({ role: 'tick', data: { priceTicks: 1_095_000 } })
    expect(row).toMatchObject({ role: 'row', file: 'b.csv', line: 2, holds: 'trade', bar: null })
  })
})
