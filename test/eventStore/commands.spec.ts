import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeLongSeason } from '../recovery/longSeason'
import { type Ended, gridledger } from '../cli/gridledger'
import { suiteFolder } from '../support/files'
import { type TestServer, testServer } from './testServer'

const SEASON = 'short'
/** A multiple of 33, for the moments of its amendments. */
const MINUTES = 165
const RUN = `${SEASON}.amended`
const FORK = `${RUN}~dense`

/** The same commands on a server and on a file, season by season the same. */
describe('on a server and on a file', () => {
  const files = suiteFolder()
  const file = 'file:ledger.db'
  let server: TestServer
  let digest: unknown
  const onServer = (ledger = '') => `${server.address()}${ledger}?tls=false`
  const command = (...args: readonly string[]) => gridledger(files.path, ...args)
  function documentOf({ code, out, err }: Ended): Record<string, unknown> {
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return JSON.parse(out)
  }
  beforeAll(async () => {
    server = await testServer()
    writeLongSeason(files.path, SEASON, MINUTES)
    const run = (ledger: string) => command('run', `${SEASON}.json`, '--json', '--ledger', ledger)
    ;({ digest } = documentOf(await run(file)))
    expect(documentOf(await run(onServer()))).toMatchObject({ digest })
    const changes = ['--set', 'gridCount=25', 'candlePath=high-first', '--as', 'dense']
    const fork = (ledger: string) =>
      command('fork', RUN, '--at', '2025-10-23T20:00Z', ...changes, '--json', '--ledger', ledger)
    const { ledger: _here, ...forked } = documentOf(await fork(file))
    expect(documentOf(await fork(onServer()))).toMatchObject(forked)
  })
  afterAll(() => server.dispose())

  it.each([
    ['seasons', '--json'],
    ['runs', '--json'],
    ['events'],
    ['events', `run-${RUN}`, '--json'],
    ['events', `checks-${RUN}`, '--from', '5', '--json'],
    ['replay', SEASON],
    ['replay', SEASON, '--until', '300', '--json'],
    ['verify', SEASON, '--json'],
    ['verify', RUN],
    ['audit', `${RUN}#3`, '--effects'],
    ['audit', RUN],
    ['why-not', RUN, '--price', '110000', '--at', '2025-10-23T20:00:00Z'],
    ['journal', RUN, '--format', 'hledger'],
    ['events', `run-${FORK}`, '--json'],
    ['replay', FORK, '--json'],
    ['verify', FORK, '--json'],
    ['audit', `${FORK}#7`],
    ['journal', FORK, '--format', 'csv'],
  ])('%s %s gives the same', async (...args) => {
    const [there, here] = [
      await command(...args, '--ledger', onServer()),
      await command(...args, '--ledger', file),
    ]
    const alike = ({ code, out }: Ended) => ({
      code,
      out: out
        .replaceAll(`'${onServer()}'`, 'LEDGER')
        .replaceAll(onServer(), 'LEDGER')
        .replaceAll(file, 'LEDGER'),
    })
    expect(here).toMatchObject({ code: 0, err: '' })
    expect(there.err).toBe('')
    expect(alike(there)).toEqual(alike(here))
  })

  it('checkpoint and export write the same', async () => {
    for (const [ledger, out] of [
      [onServer(), 'server'],
      [file, 'file'],
    ] as const) {
      const checkpoint = ['checkpoint', SEASON, '--out', `${out}.json`]
      expect(await command(...checkpoint, '--ledger', ledger)).toMatchObject({ code: 0, err: '' })
      const exported = ['export', SEASON, '--format', 'csv', '--out', out]
      expect(await command(...exported, '--ledger', ledger)).toMatchObject({ code: 0, err: '' })
    }
    for (const name of ['.json', '/OrderFilled.csv', '/LiquidationChecked.csv', '/PriceTicked.csv'])
      expect(readFileSync(join(files.path, `server${name}`), 'utf8')).toBe(
        readFileSync(join(files.path, `file${name}`), 'utf8'),
      )
  })

  it('copy brings it there and back, and from one ledger of the server to another', async () => {
    for (const [from, to] of [
      [file, onServer('/copied')],
      [onServer('/copied'), 'file:back.db'],
      [onServer(), onServer('/third')],
    ] as const) {
      const copied = documentOf(await command('copy', '--json', '--from', from, '--to', to))
      expect(copied).toMatchObject({
        from,
        to,
        seasons: [{ season: SEASON, digest, isFinished: true }],
      })
      const verified = documentOf(await command('verify', SEASON, '--json', '--ledger', to))
      expect(verified).toMatchObject({ ok: true, digest })
    }
    const again = await command('copy', '--json', '--from', file, '--to', onServer('/copied'))
    expect(documentOf(again)).toMatchObject({ seasons: [{ copied: 0, outcome: 'unchanged' }] })
  })
})
