import { sourceLine } from '@gridledger/domain'
import { suiteFolder } from '../support/files'
import { readFiles, refusalOf } from '../support/importing'
import { INSTRUMENT, LAYOUT_SAMPLES, NEW_YEAR } from '../support/layoutSamples'
import { right } from '../support/tapes'

const HEADER = 'instrument_name,funding_rate,funding_time'
const folder = suiteFolder()
const prices = [folder.write('prices.csv', LAYOUT_SAMPLES[0]!.text)]
const row = (hours: number, rate: string, instrument = INSTRUMENT) =>
  `${instrument},${rate},${NEW_YEAR + hours * 3_600_000}`
const file = (name: string, ...rows: readonly string[]) =>
  folder.write(name, [HEADER, ...rows, ''].join('\n'))

describe('files of funding rates', () => {
  const all = [row(0, '0.5', 'ETH-USDT-SWAP'), row(0, '0.0001'), row(8, '0.0002')]

  it('of all swaps are read for the instrument; elsewhere another one is refused', async () => {
    const funding = [file('allswap-fundingrates-2025-01.csv', ...all)]
    const read = right(await readFiles({ prices, funding }))
    expect(read.funding?.rows.map(({ rate, line }) => [rate, line])).toEqual([
      ['0.0001', 3],
      ['0.0002', 4],
    ])
    const mixed = file('fundingrates-2025-01.csv', ...all)
    expect(await refusalOf({ prices, funding: [mixed] })).toBe(
      `${mixed}, line 2: instrument_name: expected BTC-USDT-SWAP in every row, found "ETH-USDT-SWAP"`,
    )
  })

  it('are put in order, each rate with its file and line', async () => {
    const b = file('b.csv', row(16, '0.0003'))
    const a = file('a.csv', row(0, '0.0001'), row(8, '0.0002'))
    const { funding } = right(await readFiles({ prices, funding: [b, a] }))
    const { file: source } = funding!.source
    expect(funding?.rows.map(({ rate, line }) => [rate, sourceLine(source, line)])).toEqual([
      ['0.0001', { file: 'a.csv', line: 2 }],
      ['0.0002', { file: 'a.csv', line: 3 }],
      ['0.0003', { file: 'b.csv', line: 2 }],
    ])
  })

  it('are refused where they have no rate of the instrument, or one twice', async () => {
    for (const rows of [[], [row(0, '0.5', 'ETH-USDT-SWAP')]]) {
      const none = file('allswap-none.csv', ...rows)
      expect(await refusalOf({ prices, funding: [none] })).toBe(
        `${none}: expected funding rates of BTC-USDT-SWAP, found none`,
      )
    }
    const twice = file('twice.csv', row(0, '0.0001'), row(0, '0.0001'))
    expect(await refusalOf({ prices, funding: [twice] })).toBe(
      `${twice}, line 3: expected a time after 2025-01-01T00:00:00Z, found 2025-01-01T00:00:00Z`,
    )
  })
})
