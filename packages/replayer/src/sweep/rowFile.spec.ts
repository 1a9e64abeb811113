import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { suiteFolder } from '../../../../test/support/files'
import { type FileRow, openRowFile } from './rowFile'

const folder = suiteFolder()
const TITLES = ['sweep', 'combination', 'gridCount', 'returnPct', 'message']
const row = (index: number) => {
  const message = index % 3 === 0 ? `gridCount: expected "less", found ${index}` : ''
  return ['abc', String(index), String(index * 2), `${index}.5`, message]
}

async function open(path: string, sweep = 'abc') {
  const rows: FileRow[] = []
  const file = await openRowFile({ path, sweep, titles: TITLES, onRow: (each) => rows.push(each) })
  return { file, rows }
}

async function write(path: string, from: number, to: number): Promise<void> {
  const { file } = await open(path)
  for (let index = from; index < to; index += 1) file.append([row(index)])
  file.close()
}

describe('a sweep’s file', () => {
  it('goes on, wherever it was cut off, to the same bytes', async () => {
    const whole = join(folder.path, 'whole.csv')
    await write(whole, 0, 12)
    const bytes = readFileSync(whole)
    const path = join(folder.path, 'cut.csv')
    const cut = fc.integer({ min: 0, max: bytes.length })
    await fc.assert(
      fc.asyncProperty(cut, async (length) => {
        writeFileSync(path, bytes.subarray(0, length))
        const { file, rows } = await open(path)
        file.close()
        const lines = bytes.subarray(0, length).toString().split('\n').length - 1
        expect(rows).toHaveLength(Math.max(0, lines - 1))
        await write(path, rows.length, 12)
        expect(readFileSync(path).equals(bytes)).toBe(true)
      }),
      { examples: [[0], [3], [bytes.length - 1], [bytes.length]] },
    )
  })

  it('tells what it holds', async () => {
    const path = join(folder.path, 'told.csv')
    await write(path, 0, 4)
    const { file, rows } = await open(path)
    file.close()
    expect(rows.map((each) => TITLES.map((title) => each.get(title)))).toEqual(
      [0, 1, 2, 3].map(row),
    )
  })

  it.each([
    [
      'another sweep',
      'sweep,combination,gridCount,returnPct,message\nxyz,0,0,0.5,\n',
      'found sweep xyz',
    ],
    ['other columns', 'sweep,combination,leverage\n', 'found other columns'],
    ['a row out of order', `${TITLES.join(',')}\nabc,1,2,1.5,\n`, 'found row 0 out of order'],
    ['something else', 'my shopping list\nmilk\n', 'found other columns'],
    ['something else without an end', 'my shopping list', 'found other columns'],
    ['half a row of another sweep', `${TITLES.join(',')}\nxyz,0,2`, 'expected a new file'],
  ])('is refused where it holds %s, and left as it is', async (_what, text, problem) => {
    const path = folder.write('other.csv', text)
    await expect(open(path)).rejects.toThrow(problem)
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('is refused where it cannot be', async () => {
    await expect(open(folder.path)).rejects.toThrow('EISDIR')
    await expect(open(join(folder.path, 'none', 'a.csv'))).rejects.toThrow('a folder that is there')
  })
})
