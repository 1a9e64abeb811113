import * as E from 'fp-ts/Either'
import { suiteFolder } from '../support/files'
import { readFiles, tapeOf, tickRows } from '../support/importing'
import {
  BAR_TICKS,
  FUNDING_RATES,
  LAYOUT_SAMPLES,
  NEW_YEAR,
  TRADE_TICKS,
} from '../support/layoutSamples'
import { PACKINGS, type Packing } from '../support/packed'
import { right } from '../support/tapes'

const folder = suiteFolder()
const packings: readonly Packing[] = ['plain', 'gzip', 'zip']
const cases = LAYOUT_SAMPLES.flatMap((sample, index) =>
  packings.map((packing) => ({ ...sample, index, packing })),
)
const START = NEW_YEAR * 1000

/** As other programs write the same table. */
const WRITINGS: readonly (readonly [name: string, change: (text: string) => string])[] = [
  ['with a byte order mark', (text) => `\uFEFF${text}`],
  ['with CR and LF', (text) => text.replaceAll('\n', '\r\n')],
  ['without the last line break', (text) => text.replace(/\n$/, '')],
  ['with one blank last line', (text) => `${text}\n`],
  ['with all of it', (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}\r\n`],
]

/** Reads a sample from a file and says what came of it: figures and their lines. */
async function contentOf(
  holds: string,
  path: string,
): Promise<{ readonly layout: string; readonly rows: readonly (readonly unknown[])[] }> {
  if (holds === 'funding') {
    const prices = folder.write('prices.csv', LAYOUT_SAMPLES[0]!.text)
    const { funding } = right(await readFiles({ prices: [prices], funding: [path] }))
    const { layout, rows } = funding!
    return { layout, rows: rows.map(({ timeMicros, rate, line }) => [timeMicros, rate, line]) }
  }
  const { prices } = right(await readFiles({ prices: [path] }))
  if ('batches' in prices) {
    return { layout: prices.layout, rows: await tickRows(await tapeOf({ prices: [path] })) }
  }
  const { candles, lines, layout } = prices
  const rows = [...lines].map((line, bar) => [
    candles.openTimeMicros[bar],
    ...[candles.openTicks, candles.highTicks, candles.lowTicks, candles.closeTicks].map(
      (column) => column[bar],
    ),
    line,
  ])
  return { layout, rows }
}

function expectedRows(holds: string, lines: readonly number[]): readonly (readonly unknown[])[] {
  if (holds === 'candles')
    return BAR_TICKS.map((ticks, bar) => [START + bar * 60_000_000, ...ticks, lines[bar]])
  if (holds === 'funding')
    return FUNDING_RATES.map((rate, index) => [START + index * 28_800_000_000, rate, lines[index]])
  return [0, 5, 5, 700].map((after, trade) => [
    START + after * 1000,
    lines[trade],
    TRADE_TICKS[trade],
  ])
}

describe('every layout', () => {
  it.each(cases)('$layout ($packing, sample $index)', async (sample) => {
    const { holds, text, lines, layout, index, packing } = sample
    const path = folder.write(`${packing}-${index}`, await PACKINGS[packing](text))
    const content = await contentOf(holds, path)
    expect(content).toEqual({ layout, rows: expectedRows(holds, lines) })
  })

  it.each(WRITINGS)('%s', async (name, change) => {
    for (const [index, { holds, text, lines, layout }] of LAYOUT_SAMPLES.entries()) {
      const path = folder.write(`${name.replaceAll(' ', '-')}-${index}`, change(text))
      expect(await contentOf(holds, path)).toEqual({ layout, rows: expectedRows(holds, lines) })
    }
  })

  it('is refused where another kind is wanted, by name', async () => {
    const [candles, trades, funding] = (['candles', 'trades', 'funding'] as const).map((holds) => {
      const { text } = LAYOUT_SAMPLES.find((sample) => sample.holds === holds)!
      return folder.write(`${holds}.csv`, text)
    })
    const left = async (files: Parameters<typeof readFiles>[0]) =>
      right(E.swap(await readFiles(files)))
    expect(await left({ prices: [funding!] })).toBe(
      `${funding!}: expected candles, found plain funding rates`,
    )
    expect(await left({ prices: [candles!, trades!] })).toBe(
      `${trades!}: expected candles, found OKX bulk trades`,
    )
    expect(await left({ prices: [trades!, candles!] })).toBe(
      `${candles!}: expected trades, found plain candles`,
    )
    expect(await left({ prices: [candles!], mark: [trades!] })).toBe(
      `${trades!}: expected candles, found OKX bulk trades`,
    )
    expect(await left({ prices: [candles!], funding: [candles!] })).toBe(
      `${candles!}: expected funding rates, found plain candles`,
    )
  })
})
