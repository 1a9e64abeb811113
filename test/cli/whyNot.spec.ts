import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { suiteFolder } from '../support/files'
import { gridledger } from './gridledger'

const folder = suiteFolder()
const AT = '2025-01-01T00:01:00Z'
const ask = (...args: readonly string[]) => gridledger(folder.path, 'why-not', ...args)
beforeAll(async () => {
  for (const name of ['why-not.json', 'why-not-trades.csv'])
    copyFileSync(join(__dirname, '..', 'docs', name), join(folder.path, name))
  expect((await gridledger(folder.path, 'run', 'why-not.json')).code).toBe(0)
})

it('prints one JSON document, and ends with 0 whatever the answer is', async () => {
  const { out, code, err } = await ask('why-not.plain', '--price', '102000', '--at', AT, '--json')

  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out)).toEqual({
    run: 'why-not.plain',
    price: '102000',
    at: AT,
    side: null,
    answer: 'not-reached',
    tick: expect.stringMatching(/^ticks-why-not-trades-[0-9a-f]{12}@6$/),
    candle: null,
    fillRule: 'touch',
    line: 4,
    lines: {
      lower: '98000',
      upper: '102000',
      count: 5,
      since: '2025-01-01T00:00:00Z',
      event: 'run-why-not.plain@0',
    },
    order: {
      event: 'run-why-not.plain@4',
      side: 'sell',
      quantity: '1.24',
      placed: '2025-01-01T00:00:00Z',
      cause: 'run-why-not.plain@0',
      end: {
        kind: 'filled',
        event: 'run-why-not.plain@13',
        at: '2025-01-01T00:01:40Z',
        fill: 'why-not.plain#5',
        counter: 'run-why-not.plain@14',
      },
    },
    nearest: {
      tick: expect.stringMatching(/@3$/),
      at: '2025-01-01T00:00:30Z',
      price: '101000',
      missing: '1000',
      missingTicks: 10_000,
    },
    nearestThen: expect.objectContaining({ price: '99000', at: AT }),
    nearestAfter: null,
  })
})

it('says times in the zone that was asked for', async () => {
  const { out } = await ask(
    'why-not.plain',
    '--price',
    '102000',
    '--at',
    AT,
    '--tz',
    'Asia/Shanghai',
  )

  expect(out).toContain('102,000 at 2025-01-01 08:01 GMT+08:00')
  expect(out).toContain('fill #5')
})

it.each([
  [
    'a price that is on no tick',
    ['why-not.plain', '--price', '102000.05', '--at', AT],
    2,
    '--price',
  ],
  ['a price below zero', ['why-not.plain', '--price=-1', '--at', AT], 2, '--price'],
  ['a time that is none', ['why-not.plain', '--price', '102000', '--at', 'noon'], 2, '--at'],
  ['a revision beyond the run', ['why-not.plain', '--price', '102000', '--at', '16'], 2, '--at'],
  ['a run that is not there', ['why-not.plane', '--price', '1', '--at', AT], 1, 'why-not.plain'],
])('%s is refused', async (_, args, code, named) => {
  const ended = await ask(...args)

  expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' })
  expect(ended.err).toContain(named)
})
