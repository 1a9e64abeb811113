import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../failure'
import { type PreviewFlags, previewCommand, previewSetup } from './preview'
import { previewText } from './previewText'

const worked = {
  instrument: 'BTC-USDT-SWAP',
  direction: 'long',
  spacing: 'arithmetic',
  lowerPrice: '60000',
  upperPrice: '70000',
  gridCount: '10',
  leverage: '5',
  investment: '1000',
  price: '64350',
} as const

let folder = ''
let path = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'preview-'))
  path = join(folder, 'setup.json')
  const { price: _price, ...setup } = { ...worked, name: 'worked', gridCount: 10 }
  writeFileSync(path, JSON.stringify({ ...setup, reserve: '0.05', stopLoss: { ratio: '0.2' } }))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The message of a refusal, one line a problem. */
function refusal(setup: string | undefined, flags: PreviewFlags): readonly string[] {
  try {
    previewSetup(setup, flags)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    expect(error.problem.kind).toBe('input')
    return error.message.replaceAll(folder, 'DIR').split('\n')
  }
  throw new Error('expected a refusal')
}

const textOf = (flags: Partial<PreviewFlags>) =>
  previewText(previewSetup(undefined, { ...worked, ...flags }))

describe('previewSetup', () => {
  it('takes all of a setup from flags', () => {
    const { preview, request } = previewSetup(undefined, worked)
    expect(preview).toMatchObject({ quantityPerGrid: '0.76', base: '3.8', availEq: '37.33935' })
    expect(request.rules).toEqual({ fillRule: 'touch', neutralStart: 'slots' })
  })

  it('takes a file, and lets flags override it', () => {
    const price = '64350'
    expect(previewSetup(path, { price }).preview.quantityPerGrid).toBe('0.72')
    expect(previewSetup(path, { price, reserve: '0' }).preview.quantityPerGrid).toBe('0.76')
    const { parameters } = previewSetup(path, { price, stopLossPrice: '55000' }).request
    expect(parameters).toMatchObject({ stopLoss: { price: '55000' }, reserve: '0.05' })
  })

  it('reads every flag', () => {
    const { request, markTicks } = previewSetup(path, {
      price: '64350',
      mark: '64360.5',
      direction: 'short',
      basePosition: false,
      quantityPerGrid: '0.5',
      makerFee: '-0.0001',
      takerFee: '0.0004',
      takeProfitRatio: '0.3',
      neutralStart: 'all',
      fillRule: 'cross',
    })
    expect(markTicks).toBe(643605)
    expect(request.rules).toEqual({ fillRule: 'cross', neutralStart: 'all' })
    expect(request.parameters).toMatchObject({
      direction: 'short',
      basePosition: false,
      quantityPerGrid: '0.5',
      makerFee: '-0.0001',
      takerFee: '0.0004',
      takeProfit: { ratio: '0.3' },
      stopLoss: { ratio: '0.2' },
    })
  })

  it.each<[what: string, flags: Partial<PreviewFlags>, lines: readonly string[]]>([
    [
      'a word for a count',
      { gridCount: 'ten' },
      ['--grid-count: expected a whole number, found "ten"'],
    ],
    [
      'a fraction for a count',
      { gridCount: '1.5' },
      ['--grid-count: expected a whole number, found "1.5"'],
    ],
    [
      'several at once',
      { direction: 'up', leverage: '-5' },
      [
        '--direction: expected "neutral" or "long" or "short", found "up"',
        '--leverage: expected a positive decimal number as a string, found "-5"',
      ],
    ],
    [
      'an unknown instrument',
      { instrument: 'BTC-USD-SWAP' },
      ['--instrument: expected BTC-USDT-SWAP, found "BTC-USD-SWAP"'],
    ],
    [
      'an inherited one',
      { instrument: 'constructor' },
      ['--instrument: expected BTC-USDT-SWAP, found "constructor"'],
    ],
    [
      'no price',
      { price: 'x' },
      [
        '--price: expected a price above 0 and below 1e12 in steps of 0.1, without commas, found "x"',
      ],
    ],
    [
      'a price between ticks',
      { price: '64350.05' },
      [
        '--price: expected a price above 0 and below 1e12 in steps of 0.1, without commas, found "64350.05"',
      ],
    ],
    [
      'a mark of nothing',
      { mark: '0' },
      [
        '--mark: expected a price above 0 and below 1e12 in steps of 0.1, without commas, found "0"',
      ],
    ],
    [
      'a share in percent',
      { stopLossRatio: '5%' },
      ['--stop-loss-ratio: expected a positive decimal number as a string, found "5%"'],
    ],
    [
      'both forms of a stop',
      { stopLossPrice: '55000', stopLossRatio: '0.2' },
      ['--stop-loss-price, --stop-loss-ratio: expected one of them, found both'],
    ],
    [
      'a refused stop',
      { takeProfitPrice: '65000' },
      [
        '--take-profit-price: expected a price above 70000, found 65000 (take-profit-on-wrong-side)',
      ],
    ],
    [
      'a price outside',
      { price: '71000' },
      [
        '--lower-price, --upper-price: expected the price inside 60000 to 70000, found 71000 (start-outside-range)',
      ],
    ],
    [
      'too many grids',
      { gridCount: '1000' },
      [
        '--grid-count: expected at most 142, so that every grid earns after 0.05 % a side, found 1000 (too-many-grids)',
      ],
    ],
  ])('refuses %s', (_what, flags, lines) => {
    expect(refusal(undefined, { ...worked, ...flags })).toEqual(lines)
  })

  it('names file or flag, wherever a field was written', () => {
    expect(refusal(path, { price: '71000' })).toEqual([
      'DIR/setup.json: lowerPrice, upperPrice: expected the price inside 60000 to 70000, found 71000 (start-outside-range)',
    ])
    expect(refusal(path, { price: '64350', gridCount: '1' })).toEqual([
      '--grid-count: expected at least 2, found 1 (too-few-grids)',
    ])
  })

  it('names what is missing, unknown or no file at all', () => {
    const price = '64350'
    expect(refusal(undefined, { price })).toEqual([
      "preview: expected SETUP.json or the grid's flags, found neither",
    ])
    // Jest's own Error is not the one that node:fs throws, so the words differ in here.
    expect(refusal(join(folder, 'none.json'), { price })[0]).toMatch(/^DIR\/none\.json: /)
    const other = join(folder, 'other.json')
    writeFileSync(other, '{"gridcount": 10, "instrument": "BTC-USDT-SWAP"}')
    const given = { ...worked, gridCount: undefined }
    expect(refusal(other, given)).toEqual([
      'DIR/other.json: gridcount: expected a known key, perhaps "gridCount", found 10',
      'DIR/other.json: gridCount: expected a whole number, found nothing',
    ])
    writeFileSync(other, '[]')
    expect(refusal(other, { price })).toEqual([
      'DIR/other.json: the document: expected an object, found []',
    ])
  })
})

describe('previewText', () => {
  it('shows the ladder with the price, the empty line and what closes the base', () => {
    expect(textOf({})).toContain(
      [
        '     6  66,000.0  +2.56 %  SELL base',
        '     5  65,000.0  +1.01 %  empty',
        '     ▸  64,350.0           ◂ price',
        '     4  64,000.0  -0.54 %  BUY',
      ].join('\n'),
    )
  })

  it('marks a price on a line there', () => {
    expect(textOf({ price: '64000' })).toContain('     4  64,000.0   0.00 %  empty  ◂ price\n')
  })

  it('says what waits without a base', () => {
    const text = textOf({ basePosition: false })
    expect(text).toContain('    10  70,000.0  +8.78 %  waits for the price to pass')
    expect(text).toContain('contracts: the grid starts flat')
    expect(text).not.toContain('SELL')
  })

  it('shortens more than 40 lines and keeps the ends and what is near the price', () => {
    const ladder = textOf({ gridCount: '100' })
      .split('\n')
      .filter((line) => /BUY|SELL|empty|price$|more lines/.test(line))
    const hidden = ladder.map((line) => Number(/(\d+) more lines/.exec(line)?.[1] ?? 0))
    const shown = ladder.filter((line) => /BUY|SELL|empty/.test(line)).length
    expect(shown).toBe(28)
    expect(hidden.reduce((sum, count) => sum + count, shown)).toBe(101)
  })

  it('shows liquidation now and after fills, with the way there', () => {
    const text = textOf({})
    expect(text).toMatch(/as it stands +38,238\.5 {2}-40\.58 % +none/)
    expect(text).toMatch(/once the orders on the way are filled +50,265\.6 {2}-21\.89 % +none/)
  })

  it.each<[what: string, Partial<PreviewFlags>, hint: string]>([
    ['no stop loss', {}, 'No stop loss: a loss ends at the liquidation price.'],
    [
      'a late stop',
      { stopLossPrice: '45000' },
      'The stop at 45,000.0 lies behind the liquidation price: it comes too late.',
    ],
    [
      'too little margin',
      { direction: 'short' },
      'Its orders need 9.37 USDT more margin than there is: an exchange may refuse them.',
    ],
    [
      'the end within the range',
      { leverage: '50', quantityPerGrid: '4' },
      'It is liquidated at 61,018.2, before the price has left its range.',
    ],
    [
      'the end at once',
      { gridCount: '20', leverage: '100', quantityPerGrid: '10', investment: '80', price: '69400' },
      'Its first check would liquidate it at once.',
    ],
  ])('warns of %s', (_what, flags, hint) => {
    expect(textOf(flags)).toContain(`  ! ${hint}`)
  })

  it('is content with a stop in time', () => {
    expect(textOf({ stopLossPrice: '55000' })).not.toContain('  ! ')
  })

  it('says what a pair earns and what is held at the end of the range', () => {
    const text = textOf({})
    expect(text).toContain(
      'earn 7.4161 (lowest grid) to 7.3887 (highest) USDT after 0.020 % a side.',
    )
    expect(text).toContain('all buys filled, it holds 7.6 contracts long (0.076 BTC).')
  })

  it('has no colour where nobody watches', () => {
    expect(textOf({})).not.toContain('\u001b')
  })
})

it('previewCommand offers every field of a setup', () => {
  const flags = previewCommand().options.map(({ long }) => long)
  expect(flags).toEqual(
    expect.arrayContaining(
      ['instrument', 'direction', 'spacing', 'lower-price', 'upper-price', 'grid-count', 'leverage']
        .concat(['investment', 'reserve', 'quantity-per-grid', 'no-base-position', 'maker-fee'])
        .concat(['taker-fee', 'take-profit-price', 'take-profit-ratio', 'stop-loss-price'])
        .concat(['stop-loss-ratio', 'neutral-start', 'fill-rule', 'price', 'mark', 'json'])
        .map((name) => `--${name}`),
    ),
  )
})
