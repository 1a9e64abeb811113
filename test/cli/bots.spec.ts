import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gridledger } from './gridledger'

const SEASON = 'okx-aicoin-2025'
const JOINED = `${SEASON}-with-my-bot`
const BOT = {
  instrument: 'BTC-USDT-SWAP',
  direction: 'neutral',
  spacing: 'geometric',
  lowerPrice: '102000',
  upperPrice: '120000',
  gridCount: 30,
  leverage: '5',
  investment: '1000',
}
const AS_FLAGS = Object.entries({ name: 'my-bot', ...BOT }).flatMap(([field, value]) => [
  `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  String(value),
])
let folder: string
const write = (name: string, content: object) => {
  writeFileSync(join(folder, name), JSON.stringify(content))
}
const streams = async (...args: readonly string[]): Promise<readonly { stream: string }[]> =>
  JSON.parse((await gridledger(folder, 'events', '--json', ...args)).out)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gridledger-bots-'))
  write('my-bot.json', BOT)
  expect((await gridledger(folder, 'run', SEASON)).code).toBe(0)
  expect((await gridledger(folder, 'run', SEASON, '--contestant', 'my-bot.json')).code).toBe(0)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('run --contestant', () => {
  it('puts the bot beside the six, in a season of its own', async () => {
    const { code, out } = await gridledger(folder, 'run', SEASON, '--contestant', 'my-bot.json')
    expect(code).toBe(0)
    expect(out).toContain('OKX x AiCoin, six AI grids on BTC-USDT-SWAP, with my-bot\n')
    expect(out).toMatch(/^ +\d {2}my-bot +[+-][\d.]+ +– +[+-][\d.]+ +– +[\d.]+ +– /m)
    expect(out).toMatch(/^ +\d {2}claude +\+5\.34 +\+6\.18 /m)
    expect(out).toContain('there already: nothing was changed')
    expect(out).toContain(
      [
        'try next',
        `  npx gridledger run ${SEASON} --contestant my-bot.json --json`,
        `  npx gridledger report ${JOINED}`,
        `  npx gridledger audit ${JOINED}.my-bot#`,
      ].join('\n'),
    )
  })

  it('has one tape for both seasons, and leaves the six as they are without it', async () => {
    const names = (await streams()).map(({ stream }) => stream)
    expect(names.filter((name) => /^(tape|ticks|marks)-/.test(name))).toHaveLength(2)
    expect(names.filter((name) => name.startsWith('season-'))).toEqual([
      `season-${SEASON}`,
      `season-${JOINED}`,
    ])
    const plain = JSON.parse((await gridledger(folder, 'run', SEASON, '--json')).out)
    const joined = JSON.parse(
      (await gridledger(folder, 'run', SEASON, '--contestant', 'my-bot.json', '--json')).out,
    )
    expect(plain.runs).toHaveLength(6)
    expect([joined.season, joined.tape]).toEqual([JOINED, plain.tape])
    const ofSix = joined.runs.slice(0, 6)
    const named = plain.runs.map((run: { contestant: string }) => ({
      ...run,
      run: `${JOINED}.${run.contestant}`,
    }))
    expect(ofSix).toEqual(named)
    expect(joined.runs[6]).toMatchObject({ run: `${JOINED}.my-bot`, published: null })
    expect(joined.digest).not.toBe(plain.digest)
  })

  it('is the same season from flags as from the file', async () => {
    const { code, out } = await gridledger(folder, 'run', SEASON, ...AS_FLAGS, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ season: JOINED, outcome: 'unchanged' })
  })

  it('refuses another bot of the same name, and says what to do', async () => {
    const before = await streams()
    const args = ['run', SEASON, '--contestant', 'my-bot.json', '--grid-count', '31']
    const { code, out, err } = await gridledger(folder, ...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toBe(
      `gridledger: season ${JOINED}: expected the inputs that file:gridledger.db holds under this name, ` +
        'found another contestant my-bot; give the bot another name (its "name", or --name), or use another ledger\n',
    )
    expect(await streams()).toEqual(before)
    const renamed = await gridledger(folder, ...args, '--name', 'my-31', '--json')
    expect(JSON.parse(renamed.out)).toMatchObject({ season: `${SEASON}-with-my-31` })
  })

  it('takes several bots, and prints the command as a shell takes it', async () => {
    write("it's wide.json", { ...BOT, lowerPrice: '95000' })
    const bots = ['--contestant', 'my-bot.json', '--contestant', "it's wide.json"]
    const { code, out } = await gridledger(
      folder,
      'run',
      SEASON,
      ...bots,
      '--ledger',
      'file:a b.db',
    )
    expect(code).toBe(0)
    const command = `${SEASON} --contestant my-bot.json --contestant 'it'\\''s wide.json'`
    expect(out).toContain(`npx gridledger run ${command} --json --ledger 'file:a b.db'\n`)
    const season = `${SEASON}-with-my-bot-and-it-s-wide`
    expect(out).toContain(`npx gridledger verify ${season} --ledger 'file:a b.db'\n`)
    expect((await streams('--ledger', 'file:a b.db')).map(({ stream }) => stream)).toContain(
      `run-${season}.it-s-wide`,
    )
  })

  it('runs beside the contestants of a file of one’s own', async () => {
    write('own.json', {
      season: 'own',
      instrument: 'BTC-USDT-SWAP',
      start: '2025-10-24T00:00:00Z',
      end: '2025-10-25T00:00:00Z',
      tape: { embedded: 'okx-season-1' },
      contestants: [{ ...BOT, instrument: undefined, name: 'wide' }],
    })
    const { out } = await gridledger(folder, 'run', 'own.json', '--contestant', 'my-bot.json')
    expect(out).toContain('\nown, with my-bot\n')
    expect(out).toContain('npx gridledger verify own-with-my-bot\n')
  })

  it('gives what preview shows of the same file', async () => {
    const { code, out } = await gridledger(
      folder,
      ...['preview', 'my-bot.json', '--price', '110000', '--json'],
    )
    expect(code).toBe(0)
    const joined = await gridledger(folder, 'run', SEASON, '--contestant', 'my-bot.json', '--json')
    const { quantityPerGrid } = JSON.parse(joined.out).runs[6]
    expect(quantityPerGrid).toBe(JSON.parse(out).quantityPerGrid)
  })
})

describe('run --contestant refuses', () => {
  beforeAll(() => {
    write('claude.json', { ...BOT })
    write('cross.json', { ...BOT, fillRule: 'cross' })
    write('upside-down.json', { ...BOT, upperPrice: '101000' })
    write('above.json', { ...BOT, lowerPrice: '115000' })
    write('season.json', { season: 'x', contestants: [] })
  })

  it.each<[what: string, args: readonly string[], message: string]>([
    [
      'a range upside down',
      ['--contestant', 'upside-down.json'],
      'upside-down.json: upperPrice: expected at least one tick above lowerPrice 102000, found 101000 (upper-not-above-lower)',
    ],
    [
      'a start outside the range, from a file',
      ['--contestant', 'above.json'],
      'above.json: lowerPrice, upperPrice: expected the price inside 115000 to 120000, found 110687.2 (start-outside-range)',
    ],
    [
      'a start outside the range, from flags',
      [...AS_FLAGS, '--lower-price', '115000'],
      '--lower-price, --upper-price: expected the price inside 115000 to 120000, found 110687.2 (start-outside-range)',
    ],
    [
      'the name of one of the six',
      ['--contestant', 'claude.json'],
      `claude.json: name: expected a name that no contestant of ${SEASON} has, found "claude"`,
    ],
    [
      'another fill rule',
      ['--contestant', 'cross.json'],
      `cross.json: fillRule: expected "touch" as season ${SEASON} has it, found "cross"`,
    ],
    [
      'a season for a bot',
      ['--contestant', 'season.json'],
      'season.json: expected one contestant, found a whole season; it runs with: npx gridledger run season.json',
    ],
  ])('%s', async (_what, args, message) => {
    const { code, out, err } = await gridledger(
      folder,
      'run',
      SEASON,
      ...args,
      '--ledger',
      'file:no.db',
    )
    expect([code, out, err]).toEqual([2, '', `gridledger: ${message}\n`])
    expect(readdirSync(folder)).not.toContain('no.db')
  })

  it('a bot for a season', async () => {
    const { code, err } = await gridledger(folder, 'run', 'my-bot.json')
    expect(code).toBe(2)
    expect(err).toBe(
      'gridledger: my-bot.json: expected a season, found one contestant; it joins one with: ' +
        'npx gridledger run SEASON --contestant my-bot.json\n',
    )
  })
})
