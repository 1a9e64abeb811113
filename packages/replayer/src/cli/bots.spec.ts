import { join } from 'node:path'
import { suiteFolder } from '../../../../test/support/files'
import { Failure } from '../failure'
import { type BotOptions, botArguments, readBots } from './bots'

const folder = suiteFolder()
const GRID = {
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '104000',
  upperPrice: '118000',
  gridCount: 28,
  leverage: '5',
  investment: '1000',
}
const FLAGS = { ...GRID, name: 'my-bot', gridCount: '28' }
const fileOf = (name: string, content: object) => folder.write(name, JSON.stringify(content))
const named = fileOf('first.json', { ...GRID, name: 'named' })
const unnamed = fileOf('My 2nd_Bot.json', GRID)

function refusal(options: BotOptions): readonly string[] {
  try {
    readBots(options)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    expect(error.problem.kind).toBe('input')
    return error.message.replaceAll(`${folder.path}/`, '').split('\n')
  }
  throw new Error('expected a refusal')
}

describe('readBots', () => {
  it('finds none where none is given', () => {
    expect(readBots({ ledger: 'memory:', tz: 'UTC' })).toEqual([])
  })

  it('takes files, by their own name or by that of the file', () => {
    const [first, second, ...more] = readBots({ contestant: [named, unnamed] })
    expect(more).toEqual([])
    expect(first!.bot).toEqual({ ...GRID, name: 'named' })
    expect(second!.bot).toEqual({ ...GRID, name: 'my-2nd-bot' })
    expect(second!.place('gridCount')).toBe(`${unnamed}: gridCount`)
  })

  it('takes a setup of preview', () => {
    const rules = { instrument: 'BTC-USDT-SWAP', fillRule: 'cross', neutralStart: 'all' }
    const setup = fileOf('setup.json', { ...rules, ...GRID })
    expect(readBots({ contestant: [setup] })[0]!.bot).toEqual({ ...rules, ...GRID, name: 'setup' })
  })

  it('takes all of a bot from flags', () => {
    const [{ bot, place } = { bot: undefined, place: String }] = readBots({
      ...FLAGS,
      basePosition: false,
      stopLossPrice: '100000',
      takeProfitRatio: '0.3',
      onStop: 'keep',
      slippageTicks: '5',
    })
    expect(bot).toEqual({
      ...GRID,
      name: 'my-bot',
      basePosition: false,
      stopLoss: { price: '100000' },
      takeProfit: { ratio: '0.3' },
      onStop: 'keep',
      slippageTicks: 5,
    })
    expect(['gridCount', 'stopLoss', 'takeProfit'].map(place)).toEqual([
      '--grid-count',
      '--stop-loss-price',
      '--take-profit-ratio',
    ])
  })

  it('lets flags override the fields of one file, and names each place', () => {
    const [one] = readBots({ contestant: [named], name: 'other', lowerPrice: '105000' })
    expect(one!.bot).toEqual({ ...GRID, name: 'other', lowerPrice: '105000' })
    expect(one!.place('lowerPrice, upperPrice')).toBe(`--lower-price, ${named}: upperPrice`)
  })

  it.each<[what: string, options: BotOptions, problems: readonly string[]]>([
    [
      'flags beside two files',
      { contestant: [named, unnamed], gridCount: '5', leverage: '3' },
      ['--grid-count, --leverage: expected one --contestant to change, found 2'],
    ],
    [
      'a part of the flags',
      { gridCount: '20', name: 'my-bot' },
      [
        '--direction: expected "neutral" or "long" or "short", found nothing',
        '--spacing: expected "arithmetic" or "geometric", found nothing',
        '--lower-price: expected a positive decimal number as a string, found nothing',
        '--upper-price: expected a positive decimal number as a string, found nothing',
        '--leverage: expected a positive decimal number as a string, found nothing',
        '--investment: expected a positive amount as a string, at most 8 decimals, below 90000000, found nothing',
      ],
    ],
    [
      'flags without a name',
      { ...GRID, gridCount: '28' },
      ['--name: expected a name of a-z, 0-9 and -, found nothing'],
    ],
    [
      'ticks that are no number',
      { ...FLAGS, slippageTicks: 'few' },
      ['--slippage-ticks: expected a whole number, found "few"'],
    ],
    [
      'a file whose name gives none',
      { contestant: [fileOf('网格.json', GRID)] },
      ['网格.json: name: expected a name of a-z, 0-9 and -, found nothing'],
    ],
    [
      'a file that is not there',
      { contestant: [join(folder.path, 'none.json')] },
      ['none.json: expected a file, found none'],
    ],
    [
      'an unknown key',
      { contestant: [fileOf('key.json', { ...GRID, gridCuont: 5 })] },
      ['key.json: gridCuont: expected a known key, perhaps "gridCount", found 5'],
    ],
    [
      'a list',
      { contestant: [fileOf('list.json', [])] },
      ['list.json: the document: expected an object, found []'],
    ],
    [
      'a whole season',
      { contestant: [fileOf('a season.json', { season: 'x', contestants: [GRID] })] },
      [
        "a season.json: expected one contestant, found a whole season; it runs with: npx gridledger run 'a season.json'",
      ],
    ],
  ])('refuses %s', (_what, options, problems) => {
    expect(refusal(options)).toEqual(problems)
  })
})

describe('botArguments', () => {
  it('are what was given', () => {
    const options = { ...FLAGS, contestant: ['a.json'], basePosition: false, stopLossRatio: '0.1' }
    expect(botArguments({ ...options, ledger: 'memory:', json: true, tz: 'UTC' }).join(' ')).toBe(
      '--contestant a.json --name my-bot --direction neutral --spacing arithmetic ' +
        '--lower-price 104000 --upper-price 118000 --grid-count 28 --leverage 5 ' +
        '--investment 1000 --no-base-position --stop-loss-ratio 0.1',
    )
    expect(botArguments({ basePosition: true })).toEqual(['--base-position'])
    expect(botArguments({ contestant: ['b', 'a'] }).join(' ')).toBe('--contestant b --contestant a')
    expect(botArguments({})).toEqual([])
  })
})
