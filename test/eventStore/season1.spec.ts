import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, gridledger } from '../cli/gridledger'
import { suiteFolder } from '../support/files'
import { type TestServer, testServer } from './testServer'

/** Of season 1, whatever ledger it lies in. */
const DIGEST = 'b8106ed09dcbde1bd701518388e5d9f56d80218a3ba1fc7bd563992d38d6577e'
const EVENTS = 413_530
const SEASON = 'okx-aicoin-2025'

const COOKBOOK = join(__dirname, '..', '..', 'docs', 'cookbook')
const RECIPES = readdirSync(COOKBOOK).filter((name) => name.endsWith('.ts'))

jest.setTimeout(600_000)
/** It takes three minutes more; seasons of some hours are verified and copied in every run. */
const itWhole = process.env['GRIDLEDGER_WHOLE_SEASON_1'] === '1' ? it : it.skip

/** The season as it ships, by the commands that a user gives. */
describe('season 1 on a server', () => {
  const files = suiteFolder()
  let server: TestServer
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server.dispose())
  beforeAll(async () => {
    expect(
      await gridledger(files.path, 'run', SEASON, '--ledger', 'file:season1.db'),
    ).toMatchObject({
      code: 0,
    })
  })

  const onServer = () => `${server.address()}?tls=false`
  const command = (...args: readonly string[]) => gridledger(files.path, ...args)
  function documentOf({ code, out, err }: Ended): Record<string, unknown> {
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return JSON.parse(out)
  }

  it('is written with the digest that it has in a file', async () => {
    const written = documentOf(await command('run', SEASON, '--json', '--ledger', onServer()))
    expect(written).toMatchObject({ digest: DIGEST, events: EVENTS, outcome: 'recorded' })
  })

  it('has a run that is verified there, from a tape of many links', async () => {
    const run = `${SEASON}.gpt-5`
    const verified = await command('verify', run, '--ledger', onServer())
    expect(verified).toMatchObject({ code: 0, err: '' })
    expect(verified.out).toMatch(new RegExp(`^${run} is verified\n`))
  })

  it.each(RECIPES)('gives the recipe %s what it gives in a file', async (recipe) => {
    const file = join(COOKBOOK, recipe)
    // Of the whole season where one view sees all its runs, else of one of them.
    const run = recipe === 'correlation.ts' ? [] : ['--run', 'gpt-5']
    const asked = ['project', file, SEASON, ...run, '--no-check', '--json']
    const [there, here] = [
      documentOf(await command(...asked, '--ledger', onServer())),
      documentOf(await command(...asked, '--ledger', 'file:season1.db')),
    ]
    expect(here['rows']).not.toEqual([])
    expect(there).toEqual({ ...here, ledger: onServer() })
  })

  itWhole('is verified there (GRIDLEDGER_WHOLE_SEASON_1=1)', async () => {
    const verified = await command('verify', SEASON, '--json', '--ledger', onServer())
    expect(documentOf(verified)).toMatchObject({ ok: true, digest: DIGEST, events: EVENTS })
  })

  itWhole('is copied into a file and verified there (GRIDLEDGER_WHOLE_SEASON_1=1)', async () => {
    const ends = ['--from', onServer(), '--to', 'file:copy.db']
    const copied = documentOf(await command('copy', SEASON, '--json', ...ends))
    expect(copied).toMatchObject({
      seasons: [{ season: SEASON, digest: DIGEST, events: EVENTS, copied: EVENTS }],
    })
    const verified = await command('verify', SEASON, '--json', '--ledger', 'file:copy.db')
    expect(documentOf(verified)).toMatchObject({ ok: true, digest: DIGEST, events: EVENTS })
  })
})
