import * as E from 'fp-ts/Either'
import { right } from '../../../../test/support/tapes'
import { type Bot, addBots } from './addBots'
import type { BotFile, ReadSeasonFile } from './seasonFile'

const GRID = {
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '106000',
  upperPrice: '116000',
  gridCount: 20,
  leverage: '5',
  investment: '1000',
} as const
const SEASON: ReadSeasonFile['season'] = {
  season: 'small',
  instrument: 'BTC-USDT-SWAP',
  start: 1_000_000,
  end: 9_000_000,
  tape: { embedded: 'okx-season-1' },
  contestants: [{ ...GRID, name: 'claude' }],
  published: { claude: { rank: 1 } },
}
const read = (changes: Partial<ReadSeasonFile['season']> = {}): ReadSeasonFile => ({
  path: 'small.json',
  folder: '/seasons',
  season: { ...SEASON, ...changes },
})
const botOf = (changes: Partial<BotFile> = {}): Bot => {
  const bot: BotFile = { ...GRID, name: 'my-bot', ...changes }
  return { bot, place: (field) => `${bot.name}.json: ${field}` }
}

describe('addBots', () => {
  it('makes a season of its own with the bot after the contestants', () => {
    const joined = right(addBots(read(), [botOf({ gridCount: 30, stopLoss: { ratio: '0.1' } })]))
    expect(joined).toMatchObject({ path: 'small.json', folder: '/seasons' })
    expect(joined.season).toEqual({
      ...SEASON,
      season: 'small-with-my-bot',
      title: 'small, with my-bot',
      contestants: [
        ...SEASON.contestants,
        { ...GRID, name: 'my-bot', gridCount: 30, stopLoss: { ratio: '0.1' } },
      ],
    })
    expect(joined.places?.get('my-bot')?.('gridCount')).toBe('my-bot.json: gridCount')
    expect(joined.places?.has('claude')).toBe(false)
  })

  it('joins the names of several, in their order', () => {
    const bots = [botOf({ name: 'b' }), botOf({ name: 'a' })]
    const { season } = right(addBots(read({ title: 'Six grids' }), bots))
    expect([season.season, season.title]).toEqual(['small-with-b-and-a', 'Six grids, with b and a'])
    expect(season.contestants.map(({ name }) => name)).toEqual(['claude', 'b', 'a'])
  })

  it('takes instrument and rules that are those of the season, and leaves them out', () => {
    const rules = { fillRule: 'cross', neutralStart: 'all' } as const
    const bot = botOf({ instrument: 'BTC-USDT-SWAP', ...rules })
    const { season } = right(addBots(read(rules), [bot]))
    expect(season.contestants[1]).toEqual({ ...GRID, name: 'my-bot' })
    const defaults = botOf({ fillRule: 'touch', neutralStart: 'slots' })
    expect(E.isRight(addBots(read(), [defaults]))).toBe(true)
  })

  it.each<[what: string, bots: readonly Bot[], problems: readonly string[]]>([
    [
      'the name of a contestant',
      [botOf({ name: 'claude' })],
      ['claude.json: name: expected a name that no contestant of small has, found "claude"'],
    ],
    [
      'two bots of one name',
      [botOf(), { ...botOf(), place: (field) => `other.json: ${field}` }],
      [
        'other.json: name: expected each bot\'s name once, found "my-bot" also in my-bot.json: name',
      ],
    ],
    [
      'another instrument and other rules, all at once',
      [botOf({ instrument: 'ETH-USDT-SWAP', fillRule: 'cross', neutralStart: 'all' })],
      [
        'my-bot.json: instrument: expected "BTC-USDT-SWAP" as season small has it, found "ETH-USDT-SWAP"',
        'my-bot.json: fillRule: expected "touch" as season small has it, found "cross"',
        'my-bot.json: neutralStart: expected "slots" as season small has it, found "all"',
      ],
    ],
    [
      'an amendment outside the season',
      [botOf({ amendments: [{ at: 9_000_000, set: { gridCount: 5 } }] })],
      [
        'my-bot.json: amendments: expected times in order between 1970-01-01T00:00:01Z and ' +
          '1970-01-01T00:00:09Z, found 1970-01-01T00:00:09Z',
      ],
    ],
  ])('refuses %s', (_what, bots, problems) => {
    expect(addBots(read(), bots)).toEqual(E.left(problems.join('\n')))
  })
})
