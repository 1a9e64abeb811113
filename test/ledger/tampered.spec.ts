import { copyFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { batchLength } from '@gridledger/domain'
import { embeddedLedger } from '../../packages/replayer/src/ledger/embeddedLedger'
import { runSeason } from '../../packages/replayer/src/season/runSeason'
import { placeText } from '../../packages/replayer/src/audit/reference'
import { verifySeason } from '../../packages/replayer/src/verify/verifySeason'
import { BUSY, busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { right } from '../support/tapes'

/** What is done to the file itself, by who knows SQL and does not compute hashes. */
const folder = suiteFolder()
const whole = join(folder.path, 'whole.db')
let tape = ''
beforeAll(async () => {
  const season = await prepared(folder, busySeason(folder))
  tape = season.tape.name
  const ledger = right(embeddedLedger(whole))
  const { batches } = await runSeason(ledger, season)
  for await (const { ticks } of batches) expect(batchLength(ticks.batch)).toBeGreaterThan(0)
  ledger.close()
  expect(statSync(whole).size).toBeGreaterThan(100_000)
})

const RUN = `run-${BUSY}.amended`
const of = (stream: string) => `stream = (SELECT id FROM streams WHERE name = '${stream}')`

async function answered(...statements: readonly string[]) {
  const path = join(folder.path, 'tampered.db')
  copyFileSync(whole, path)
  const database = new DatabaseSync(path)
  for (const sql of statements) database.exec(sql)
  database.close()
  const ledger = right(embeddedLedger(path, true))
  try {
    const { ok, differences } = await verifySeason(ledger, BUSY)
    const [first] = differences
    const places = differences.map((each) => `${each.kind} ${placeText(each)}`)
    const place = first && placeText(first)
    return { ok, kind: first?.kind, place, message: first?.message, places }
  } finally {
    ledger.close()
  }
}

it('nothing done: verified', async () => {
  expect(await answered('VACUUM')).toMatchObject({ ok: true })
})

it('one digit of an event', async () => {
  const found = await answered(
    `UPDATE events SET data = replace(data, '"line":', '"line":1') WHERE ${of(RUN)} AND revision = 44`,
  )
  expect(found).toMatchObject({ ok: false, kind: 'changed', place: `${RUN}@44` })
  expect(found.message).toMatch(/its hash chain breaks there as well/)
})

it('an event that is deleted', async () => {
  expect(await answered(`DELETE FROM events WHERE ${of(RUN)} AND revision = 44`)).toMatchObject({
    ok: false,
    kind: 'unreadable',
    place: `${RUN}@44`,
    message: expect.stringMatching(/the event is missing$/),
  })
})

it('an event that is deleted, those after it moved up', async () => {
  const found = await answered(
    `DELETE FROM events WHERE ${of(RUN)} AND revision = 44`,
    `UPDATE events SET revision = -revision WHERE ${of(RUN)} AND revision > 44`,
    `UPDATE events SET revision = -revision - 1 WHERE ${of(RUN)} AND revision < 0`,
    `UPDATE streams SET events = events - 1 WHERE name = '${RUN}'`,
  )
  expect(found).toMatchObject({ ok: false, kind: 'missing', place: `${RUN}@44` })
})

it('a pair that is swapped', async () => {
  const found = await answered(
    `UPDATE events SET revision = -1 WHERE ${of(RUN)} AND revision = 44`,
    `UPDATE events SET revision = 44 WHERE ${of(RUN)} AND revision = 45`,
    `UPDATE events SET revision = 45 WHERE ${of(RUN)} AND revision = -1`,
  )
  expect(found).toMatchObject({ ok: false, kind: 'swapped', place: `${RUN}@44` })
})

it('an event after the end', async () => {
  const found = await answered(
    `INSERT INTO events SELECT stream, (SELECT max(revision) + 1 FROM events WHERE ${of(RUN)}), type,
       schema_version, time, data FROM events WHERE ${of(RUN)} AND revision = 3`,
    `UPDATE streams SET events = events + 1 WHERE name = '${RUN}'`,
  )
  expect(found).toMatchObject({ ok: false, kind: 'after-end' })
})

it('a stream cut short', async () => {
  const cut = `UPDATE streams SET events = events - 5 WHERE name = '${RUN}'`
  expect(await answered(cut)).toMatchObject({ ok: false, kind: 'cut-short' })
  const checks = `checks-${BUSY}.amended`
  expect(await answered(`UPDATE streams SET events = 4096 WHERE name = '${checks}'`)).toMatchObject(
    { ok: false, kind: 'cut-short', place: `${checks}@4096` },
  )
})

it('ticks cut short', async () => {
  const ticks = `ticks-${tape}`
  const found = await answered(`UPDATE streams SET events = 4096 WHERE name = '${ticks}'`)
  expect(found).toMatchObject({ ok: false, kind: 'cut-short', place: `${ticks}@4096` })
  expect(found.places).toContain(`changed tape-${tape}@0`)
})

it('a stream that is gone', async () => {
  expect(await answered(`DELETE FROM streams WHERE name = '${RUN}'`)).toMatchObject({
    ok: false,
    kind: 'missing',
    place: `${RUN}@0`,
    message: 'the stream is not there',
  })
})

it('a page of ticks from elsewhere: the chain, and the first event that does not follow', async () => {
  const ticks = `ticks-${tape}`
  const found = await answered(
    `UPDATE pages SET data = (SELECT data FROM pages WHERE ${of(`checks-${BUSY}.kept`)} AND page = 0)
     WHERE ${of(ticks)} AND page = 0`,
  )
  expect(found).toMatchObject({ ok: false, kind: 'unreadable', place: `${ticks}@0` })
})

it.each([
  ['of a stream', `UPDATE streams SET chain = zeroblob(32) WHERE name = '${RUN}'`, `${RUN}@0`],
  [
    'of a link',
    `UPDATE links SET chain = zeroblob(32) WHERE ${of(`checks-${BUSY}.amended`)}`,
    `checks-${BUSY}.amended@0`,
  ],
])('the hash %s', async (_, sql, place) => {
  expect(await answered(sql)).toMatchObject({ ok: false, kind: 'chain', place })
})

it.each(['ticks', 'marks', 'checks'])('the stream that the causes of %s lie in', async (kind) => {
  const sql = `UPDATE streams SET cause_stream = 'elsewhere' WHERE name LIKE '${kind}-%'`
  expect(await answered(sql)).toMatchObject({ ok: false, kind: 'changed' })
})

it('a schema of another version of the program is told apart', async () => {
  const odd = (revision: string) =>
    answered(`UPDATE events SET schema_version = 9 WHERE ${of(RUN)} AND revision ${revision}`)
  expect(await odd('>= 0')).toMatchObject({ kind: 'other-rules', place: `${RUN}@0` })
  expect(await odd('= 7')).toMatchObject({ kind: 'unreadable', place: `${RUN}@7` })
})

it('a season without its end, and one whose parameters were changed: the place, not the block', async () => {
  const season = of(`season-${BUSY}`)
  const cut = await answered(
    `DELETE FROM events WHERE ${season} AND type = 'SeasonClosed'`,
    `UPDATE streams SET events = events - 1 WHERE name = 'season-${BUSY}'`,
  )
  expect(cut).toMatchObject({ ok: false, kind: 'unfinished', place: `season-${BUSY}@5` })
  expect(cut.message).toMatch(/its end was cut off$/)
  const changed = await answered(
    `UPDATE events SET data = replace(data, '"gridCount":40', '"gridCount":41') WHERE ${season} AND revision = 1`,
  )
  expect(changed).toMatchObject({ ok: false, kind: 'chain', place: `season-${BUSY}@0` })
  expect(changed.message).toContain(`does not follow from them is ${RUN}@0`)
})
