import { existsSync, linkSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { batchLength } from '@gridledger/domain'
import { copySeason, embeddedLedger, openLedger } from '@gridledger/replayer'
import { BUSY } from '../support/busySeason'
import { pairSeason, recordInto } from '../support/busyLedger'
import { suiteFolder } from '../support/files'
import { streamsOf } from '../support/streams'
import { right } from '../support/tapes'
import { gridledger } from './gridledger'

const files = suiteFolder()
const copy = (...args: readonly string[]) => gridledger(files.path, 'copy', ...args)
const inFolder = (file: string) => join(files.path, file)
const bytesOf = (file: string) => readFileSync(inFolder(file))

async function eventsIn(file: string) {
  const ledger = right(embeddedLedger(inFolder(file), true))
  const streams = await streamsOf(ledger)
  ledger.close()
  return streams
}

let digest = ''
let events = 0
beforeAll(async () => {
  const season = await pairSeason(files)
  await recordInto(files, 'gridledger.db', season)
  await recordInto(files, 'half.db', season, 3)
  await recordInto(files, 'other.db', await pairSeason(files, { gridCount: 41 }))
  ;[{ digest, events }] = JSON.parse((await gridledger(files.path, 'seasons', '--json')).out)
})

describe('copy', () => {
  it('copies all seasons of a ledger, and verify succeeds on the copy', async () => {
    const { code, out, err } = await copy('--to', 'file:whole.db')
    expect([code, err]).toEqual([0, ''])
    const grouped = events.toLocaleString('en-US')
    expect(out.trimEnd().split('\n')).toEqual([
      'busy: copied',
      `  ${grouped} events in file:whole.db, ${grouped} of them appended now; all were read back`,
      `  digest  ${digest}  file:gridledger.db`,
      `          ${digest}  file:whole.db`,
    ])
    expect(await eventsIn('whole.db')).toEqual(await eventsIn('gridledger.db'))
    expect((await gridledger(files.path, 'verify', BUSY, '--ledger', 'file:whole.db')).code).toBe(0)
  })

  it('changes nothing the second time', async () => {
    const before = bytesOf('whole.db')
    const { code, out } = await copy(
      BUSY,
      BUSY,
      '--from',
      'file:gridledger.db',
      '--to',
      'file:whole.db',
    )
    expect(code).toBe(0)
    expect(out).toContain('busy: there already\n')
    expect(out).toContain('nothing was changed')
    expect(bytesOf('whole.db').equals(before)).toBe(true)
  })

  it('copies an unfinished season as far as it is recorded, and goes on when there is more', async () => {
    const told = await copy(BUSY, '--from', 'file:half.db', '--to', 'file:grown.db')
    expect(told.code).toBe(0)
    expect(told.out).toContain('the season is unfinished and was copied as far as it is recorded')
    expect(await eventsIn('grown.db')).toEqual(await eventsIn('half.db'))
    const { code, out } = await copy(
      '--ledger=file:gridledger.db',
      '--to',
      'file:grown.db',
      '--json',
    )
    expect(code).toBe(0)
    const document = JSON.parse(out)
    const copied = document.seasons[0]?.copied
    expect(document).toEqual({
      from: 'file:gridledger.db',
      to: 'file:grown.db',
      seasons: [
        { season: BUSY, digest, events, copied, outcome: 'resumed', isFinished: true, forks: [] },
      ],
    })
    expect(copied).toBeGreaterThan(0)
    expect(copied).toBeLessThan(events)
    expect(await eventsIn('grown.db')).toEqual(await eventsIn('gridledger.db'))
  })
})

it('copy takes a tape once that two seasons stand on', async () => {
  await recordInto(files, 'two.db', await pairSeason(files))
  await recordInto(files, 'two.db', await pairSeason(files, { season: 'second' }))
  const { code, out } = await copy('--from', 'file:two.db', '--to', 'file:both.db', '--json')
  expect(code).toBe(0)
  const [first, second, ...rest] = JSON.parse(out).seasons
  const streams = await eventsIn('both.db')
  const ofTape = [...streams].filter(([name]) => /^(tape|ticks|marks)-/.test(name))
  const shared = ofTape.reduce((sum, [, batch]) => sum + batchLength(batch), 0)
  expect(rest).toEqual([])
  expect(first).toMatchObject({ season: BUSY, digest, events, copied: events })
  expect(second).toMatchObject({ season: 'second', outcome: 'copied', copied: events - shared })
  expect(streams).toEqual(await eventsIn('two.db'))
})

it('copySeason does so from a program', async () => {
  const source = `file:${inFolder('gridledger.db')}`
  const archive = `file:${inFolder('program.db')}`
  const season = BUSY
  // #region copy-season
  const from = openLedger(source, true)
  const to = openLedger(archive)
  const { outcome, digest: there } = await copySeason(from, to, season)
  to.close()
  from.close()
  // #endregion
  expect([outcome, there]).toEqual(['copied', digest])
  expect(await eventsIn('program.db')).toEqual(await eventsIn('gridledger.db'))
})

describe('copy refuses', () => {
  it('another season under the name, and writes nothing', async () => {
    const before = bytesOf('other.db')
    const { code, out, err } = await copy('--to', 'file:other.db')
    expect([code, out]).toEqual([2, ''])
    expect(err).toBe(
      'gridledger: season busy: file:other.db holds other events under this name than file:gridledger.db, another contestant amended; copy it into another ledger\n',
    )
    expect(bytesOf('other.db').equals(before)).toBe(true)
  })

  it('the ledger itself, by whatever name', async () => {
    symlinkSync(inFolder('gridledger.db'), inFolder('symbolic.db'))
    linkSync(inFolder('gridledger.db'), inFolder('hard.db'))
    for (const to of ['gridledger.db', './gridledger.db', 'symbolic.db', 'hard.db']) {
      const { code, err } = await copy('--to', `file:${to}`)
      expect([code, err]).toEqual([2, expect.stringContaining(`found file:${to}`)])
      expect(err).toContain('--to: expected another ledger than the one that is copied')
    }
  })

  it('a source that is damaged, and writes nothing', async () => {
    await recordInto(files, 'damaged.db', await pairSeason(files))
    const database = new DatabaseSync(inFolder('damaged.db'))
    const { changes } = database
      .prepare(
        `UPDATE events SET data = replace(data, '"side":"buy"', '"side":"sell"') WHERE revision = 9`,
      )
      .run()
    expect(changes).toBeGreaterThan(0)
    database.close()
    const { code, out, err } = await copy('--from', 'file:damaged.db', '--to', 'file:rescued.db')
    expect([code, out]).toEqual([3, ''])
    expect(err).toMatch(
      /^gridledger: run-busy\.\w+@0: file:damaged\.db: one of the events 0 to \d+/,
    )
    expect(
      (await gridledger(files.path, 'events', '--ledger', 'file:rescued.db', '--json')).out,
    ).toBe('[]\n')
  })

  it.each<[what: string, args: readonly string[], code: number, says: string]>([
    [
      'a season that is not there',
      ['bussy'],
      1,
      'file:gridledger.db has no season bussy; did you mean busy?',
    ],
    ['a run', ['busy.amended'], 1, 'did you mean busy?'],
    [
      'an empty ledger',
      ['--from', 'memory:'],
      1,
      'memory: holds no seasons yet: nothing was copied',
    ],
    [
      'a source that is not there',
      ['--from', 'file:no.db'],
      2,
      '--from: no.db: expected a ledger file, found none',
    ],
    ['a source by two names', ['--from', 'file:a.db', '--ledger', 'file:b.db'], 2, 'found both'],
    ['what is no address', ['--from', 'no.db'], 2, '--from: expected file:PATH'],
  ])('%s', async (_, args, code, says) => {
    const answer = await copy(...args, '--to', 'file:none.db')
    expect([answer.code, answer.out]).toEqual([code, ''])
    expect(answer.err).toContain(says)
    expect(existsSync(inFolder('none.db'))).toBe(false)
  })

  it('to copy without --to, or to no address', async () => {
    expect(await copy()).toMatchObject({
      code: 2,
      err: expect.stringContaining("'--to <address>'"),
    })
    expect(await copy('--to', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--to: expected file:PATH'),
    })
  })
})
