import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suiteFolder } from '../../../../test/support/files'
import { Failure } from '../failure'
import { outFolder } from './outFolder'

const suite = suiteFolder()
let count = 0
/** A folder with these files, each holding its own name. */
function folderOf(...names: readonly string[]): string {
  const path = join(suite.path, `folder-${(count += 1)}`)
  mkdirSync(path)
  for (const name of names) writeFileSync(join(path, name), name)
  return path
}
const text = (path: string, name: string) => readFileSync(join(path, name), 'utf8')
const bytes = Buffer.from('new')

function problemOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error.problem
    throw error
  }
  return undefined
}

describe('outFolder', () => {
  it('makes the folder, and puts files into their places at the end', () => {
    const path = join(suite.path, 'made')
    const folder = outFolder(path, false)
    const file = folder.open('OrderFilled.csv')
    file.write(bytes)
    file.write(bytes)
    expect(readdirSync(path)).toEqual([`.OrderFilled.csv.${process.pid}.part`])
    folder.commit([])
    expect(readdirSync(path)).toEqual(['OrderFilled.csv'])
    expect(text(path, 'OrderFilled.csv')).toBe('newnew')
    expect(file.bytes()).toBe(6)
  })

  it('leaves nothing when it is given up, not even the folder that it made', () => {
    const path = join(suite.path, 'given-up')
    const folder = outFolder(path, false)
    folder.open('OrderFilled.csv').write(bytes)
    folder.discard()
    expect(existsSync(path)).toBe(false)
  })

  it('leaves what was there when it is given up', () => {
    const path = folderOf('OrderFilled.csv')
    const folder = outFolder(path, false)
    folder.open('OrderFilled.csv').write(bytes)
    folder.discard()
    expect(readdirSync(path)).toEqual(['OrderFilled.csv'])
    expect(text(path, 'OrderFilled.csv')).toBe('OrderFilled.csv')
  })

  it('replaces tables of an earlier export and takes stale ones away', () => {
    const path = folderOf('OrderFilled.csv', 'GridStopped.csv', 'PriceTicked.parquet')
    const folder = outFolder(path, false)
    folder.open('OrderFilled.csv').write(bytes)
    folder.commit(['GridStopped.csv', 'TapeOpened.csv'])
    expect(readdirSync(path)).toEqual(['OrderFilled.csv', 'PriceTicked.parquet'])
    expect(text(path, 'OrderFilled.csv')).toBe('new')
  })

  it('takes away what a killed export left, and not what a running one writes', () => {
    const { pid } = spawnSync('true')
    const running = `.OrderFilled.csv.${process.ppid}.part`
    const path = folderOf(`.OrderFilled.csv.${pid}.part`, running)
    outFolder(path, false).commit([])
    expect(readdirSync(path)).toEqual([running])
  })

  it.each<[what: string, path: () => string, found: RegExp]>([
    ['a folder with other files', () => folderOf('a.txt', 'OrderFilled.csv'), /found a\.txt in it/],
    ['one with many', () => folderOf('a', 'b', 'c'), /found a and 2 more in it; --force/],
    ['a file', () => join(folderOf('a.txt'), 'a.txt'), /expected a folder, found a file$/],
    ['one in no folder', () => join(suite.path, 'no', 'way'), /found no folder .*no$/],
    ['nothing', () => '', /^--out : expected a folder, found nothing$/],
  ])('refuses %s', (_, path, found) => {
    const problem = problemOf(() => outFolder(path(), false))
    expect(problem).toEqual({ kind: 'input', message: expect.stringMatching(found) })
  })

  it('writes beside other files where it is told to', () => {
    const path = folderOf('a.txt')
    const folder = outFolder(path, true)
    folder.open('OrderFilled.csv').write(bytes)
    folder.commit([])
    expect(readdirSync(path)).toEqual(['OrderFilled.csv', 'a.txt'])
  })

  it('says what stands in the way of a file, and that nothing was exported', () => {
    const path = folderOf()
    mkdirSync(join(path, 'OrderFilled.csv'))
    const folder = outFolder(path, false)
    folder.open('OrderFilled.csv').write(bytes)
    const problem = problemOf(() => folder.commit([]))
    const message = `${path}: cannot be written: a folder has the name of a table; nothing was exported`
    expect(problem).toEqual({ kind: 'ledger', error: { kind: 'unavailable', message } })
    folder.discard()
    expect(readdirSync(path)).toEqual(['OrderFilled.csv'])
  })
})
