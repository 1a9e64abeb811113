import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ended } from '../recovery/program'
import { suiteFolder } from '../support/files'
import { gridledger } from './gridledger'

const DOCS = join(__dirname, '..', 'docs')
const SEASON = 'one-bad-day'
const RUN = `${SEASON}.brave`
const AT = ['--at', '2025-11-03T14:00:00Z']
/** Command lines that read, write, draw or wait, in an order in which each finds what it needs. */
const LINES: readonly (readonly string[])[] = [
  ['run', `${SEASON}.json`],
  ['seasons', '--json'],
  ['events', `run-${RUN}`, '--limit', '9', '--json'],
  ['replay', SEASON, '--until', '50'],
  ['verify', SEASON, '--json'],
  ['fork', RUN, ...AT, '--set', 'gridCount=12', '--as', 'denser', '--json'],
  ['report', SEASON, '--out', 'page.html'],
  ['export', SEASON, '--format', 'csv', '--out', 'tables'],
  ['copy', SEASON, '--to', 'file:copy.db'],
  ['why-not', RUN, '--price', '107000', ...AT],
  ['audit', `${RUN}#48`, '--effects'],
  ['import', 'why-not-trades.csv', '--json'],
]
const files = suiteFolder()

/** Every file below a folder with its content; a ledger is a database of its own each time. */
const contents = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      const hash = createHash('sha256').update(name.endsWith('.db') ? '' : readFileSync(path))
      return [path.slice(folder.length), hash.digest('hex')] as const
    })
    .sort()

describe('a command that shares a process does what it does in one of its own', () => {
  const [own, shared] = ['own', 'shared'].map((name) => join(files.path, name))
  beforeAll(() => {
    for (const folder of [own!, shared!]) {
      mkdirSync(folder)
      for (const name of [`${SEASON}.json`, 'why-not-trades.csv'])
        copyFileSync(join(DOCS, name), join(folder, name))
    }
  })

  /** The same output and the same files; resolves to the output. */
  async function expectSame(args: readonly string[]) {
    const { code, out, err } = await ended(own!, args)
    expect(await gridledger(shared!, ...args)).toEqual({ code, out, err })
    expect(contents(shared!)).toEqual(contents(own!))
    return { code, out, err }
  }

  it.each(LINES)('%s %s', async (...args) => {
    expect(await expectSame(args)).toMatchObject({ code: 0, err: '' })
  })

  it('every command that there is', async () => {
    const { out } = await expectSame(['--help'])
    const [, list = ''] = out.split('\nCommands:\n')
    const commands = [...list.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(([, name = '']) => name)
    expect(commands).toEqual(expect.arrayContaining(LINES.map(([name]) => name)))
    const rest = commands.filter((name) => !LINES.some(([known]) => known === name))
    for (const name of rest)
      expect(await gridledger(shared!, name, '--help')).toMatchObject({ code: 0, err: '' })
  })

  it.each([
    [1, ['runs', 'nope']],
    [2, ['run', 'nope.json']],
    [2, ['ruin']],
    [3, ['runs', '--ledger', 'esdb://127.0.0.1:1?tls=false']],
  ])('its exit code %d', async (code, args) => {
    expect(await expectSame(args)).toMatchObject({ code, out: '' })
    expect(await gridledger(shared!, 'seasons')).toMatchObject({ code: 0, err: '' })
  })

  it('an error that nobody catches ends it, and what comes next has a new process', async () => {
    const crashed = await gridledger(join(files.path, 'nowhere'), 'runs')
    expect(crashed).toMatchObject({ code: 1, err: expect.stringContaining('ENOENT') })
    expect(await gridledger(shared!, 'seasons')).toMatchObject({ code: 0, err: '' })
  })
})
