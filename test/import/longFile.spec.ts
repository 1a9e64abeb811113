import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { suiteFolder } from '../support/files'
import { readFiles, refusalOf, tapeOf } from '../support/importing'
import { INSTRUMENT, NEW_YEAR } from '../support/layoutSamples'
import { PACKINGS } from '../support/packed'
import { right } from '../support/tapes'

const ROWS = 600_000
const BAD = 300_000
const folder = suiteFolder()

function table(header: string, row: (index: number) => string): string {
  return [header, ...Array.from({ length: ROWS }, (_, index) => row(index)), ''].join('\n')
}

const trade = (index: number, price = '110143.1') =>
  `${INSTRUMENT},${index},buy,${price},1,${NEW_YEAR + index}`
const TRADES = table('instrument_name,trade_id,side,price,size,created_time', (index) =>
  trade(index),
)
const bar = (index: number, high = '3') => `${NEW_YEAR + index * 60_000},2,${high},1,2`
const BARS = table('ts_ms_utc,open,high,low,close', (index) => bar(index))

describe('600,000 rows', () => {
  it.each(['plain', 'zip'] as const)(
    'one bad trade in the middle is found (%s)',
    async (packing) => {
      const text = TRADES.replace(`${trade(BAD)}\n`, `${trade(BAD, '0')}\n`)
      const path = folder.write(`trades-${packing}`, await PACKINGS[packing](text))
      expect(await refusalOf({ prices: [path] })).toBe(
        `${path}, line ${BAD + 2}: price: expected a positive price, found "0"`,
      )
    },
  )

  it('one bad bar in the middle is found', async () => {
    const text = BARS.replace(`${bar(BAD)}\n`, `${bar(BAD, '0.5')}\n`)
    const path = folder.write('bars.csv', text)
    expect(await refusalOf({ prices: [path] })).toBe(
      `${path}, line ${BAD + 2}: expected high at or above low, found it below`,
    )
    const { prices } = right(await readFiles({ prices: [folder.write('good.csv', BARS)] }))
    expect('candles' in prices && prices.candles.count).toBe(ROWS)
  })

  it('of trades pass through: neither the file nor its batches are held', async () => {
    setFlagsFromString('--expose-gc')
    const collect: unknown = runInNewContext('gc')
    if (typeof collect !== 'function') throw new Error('the runtime has no gc')
    const path = folder.write('trades.csv', TRADES)
    const tape = await tapeOf({ prices: [path] })
    const bytesPerRow = TRADES.length / ROWS
    const given: WeakRef<object>[] = []
    let [read, rows] = [0, 0]
    for await (const batch of tape.ticks.batches((_path, bytes) => (read = bytes))) {
      given.push(new WeakRef(right(batch).columns[0]!.buffer))
      rows += right(batch).count
      expect(read).toBeLessThan(rows * bytesPerRow + 4 * 1024 * 1024)
    }
    expect(rows).toBe(ROWS)
    expect(given.length).toBe(5)
    await new Promise((resolve) => setImmediate(resolve))
    collect()
    expect(given.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(3)
  })
})
