import { join } from 'node:path'
import { gridledger } from '../cli/gridledger'
import { suiteFolder } from '../support/files'
import { writeLongSeason } from './longSeason'
import { ended } from './program'
import { stateIn } from './states'
import { documentOf } from './workplace'

jest.setTimeout(120_000)
const files = suiteFolder()

describe('two seasons at once', () => {
  it('go into one file', async () => {
    const names = ['long', 'other']
    const folder = join(files.path, 'both')
    for (const name of names) writeLongSeason(folder, name)
    const [first, second] = names.map((name) => ['run', `${name}.json`, '--json'])
    const at = (file: string) => ['--ledger', `file:${file}`]
    const both = await Promise.all([
      ended(folder, [...first!, ...at('both.db')]),
      ended(folder, [...second!, ...at('both.db')]),
    ])
    for (const { code, err } of both) expect([code, err]).toEqual([0, ''])
    const alone = [
      await gridledger(folder, ...first!, ...at('alone.db')),
      await gridledger(folder, ...second!, ...at('alone.db')),
    ]
    const digests = (all: typeof both | typeof alone) =>
      all.map(({ out }) => documentOf(out)['digest'])
    expect(digests(both)).toEqual(digests(alone))
    expect(await stateIn(join(folder, 'both.db'))).toBe(await stateIn(join(folder, 'alone.db')))
  })
})
