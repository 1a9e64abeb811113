import {
  copyFileSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/Either'
import type { DenseBatch, EventBatch, Ledger, LedgerError, SparseBatch } from '@gridledger/domain'
import { run, valueOf } from '../failure'
import { embeddedLedger } from './embeddedLedger'

const TICKS = 'ticks-a'
const RUN = 'run-season.bot'

let folder: string
let path: string
let ledger: Ledger
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gridledger-'))
  path = join(folder, 'ledger.db')
  ledger = valueOf(embeddedLedger(path))
  await run(ledger.append(TICKS, -1, ticks(0, 9000)))
  await run(ledger.append(RUN, -1, cancellations(0, 4100)))
})
afterEach(() => {
  ledger.close()
  rmSync(folder, { recursive: true })
})

describe('a ledger that is opened again', () => {
  it('holds what it held, and goes on', async () => {
    const before = [await run(ledger.head(TICKS)), await run(ledger.head(RUN))]
    reopen()
    expect(await run(ledger.streams())).toEqual([RUN, TICKS])
    expect([await run(ledger.head(TICKS)), await run(ledger.head(RUN))]).toEqual(before)
    expect(await numbersOf(ledger, TICKS)).toBe('0 to 8999')
    expect(await numbersOf(ledger, RUN)).toBe('0 to 4099')
    expect(await run(ledger.append(TICKS, -1, ticks(0, 9000)))).toEqual(before[0])
    expect(await run(ledger.append(RUN, -1, cancellations(0, 4100)))).toEqual(before[1])
    await run(ledger.append(TICKS, 8999, ticks(9000, 10)))
    await run(ledger.append(RUN, 4099, cancellations(4100, 10)))
    reopen()
    expect(await numbersOf(ledger, TICKS)).toBe('0 to 9009')
    expect(await numbersOf(ledger, RUN)).toBe('0 to 4109')
  })

  it('has the chain that it would have had otherwise', async () => {
    reopen()
    const onTicks = await run(ledger.append(TICKS, 8999, ticks(9000, 5000)))
    const onRun = await run(ledger.append(RUN, 4099, cancellations(4100, 5000)))
    const other = valueOf(embeddedLedger(join(folder, 'other.db')))
    expect(await run(other.append(TICKS, -1, ticks(0, 14_000)))).toEqual(onTicks)
    expect(await run(other.append(RUN, -1, cancellations(0, 9100)))).toEqual(onRun)
    other.close()
  })

  it('is complete in its file alone, even while somebody else has it open', async () => {
    const reader = valueOf(embeddedLedger(path))
    expect(await numbersOf(reader, RUN)).toBe('0 to 4099')
    await run(ledger.append(TICKS, 8999, ticks(9000, 10)))
    ledger.close()
    const copy = join(folder, 'copy.db')
    copyFileSync(path, copy)
    const copied = valueOf(embeddedLedger(copy))
    expect(await run(copied.head(TICKS))).toMatchObject({ events: 9010 })
    expect(await numbersOf(copied, TICKS)).toBe('0 to 9009')
    copied.close()
    expect(await numbersOf(reader, TICKS)).toBe('0 to 9009')
    reader.close()
    expect(readdirSync(folder).sort()).toEqual(['copy.db', 'ledger.db'])
  })
})

describe('a ledger that is closed', () => {
  it('says so as a value, and may be closed again', async () => {
    const waiting = ledger.subscribe(TICKS, 9000)[Symbol.asyncIterator]().next()
    const reading = ledger.read(TICKS)[Symbol.asyncIterator]()
    ledger.close()
    ledger.close()
    const message: unknown = expect.stringContaining(`${path}: `)
    const closed = E.left({ kind: 'unavailable', message })
    expect(await ledger.head(TICKS)()).toEqual(closed)
    expect(await ledger.streams()()).toEqual(closed)
    expect(await ledger.append(TICKS, 8999, ticks(9000, 1))()).toEqual(closed)
    expect(await reading.next()).toEqual({ done: false, value: closed })
    expect(await reading.next()).toEqual({ done: true, value: undefined })
    expect(await waiting).toEqual({ done: false, value: closed })
  })
})

describe('an append that fails half-way', () => {
  it.each([
    ['ABORT', 'leaves the transaction to the ledger'],
    ['ROLLBACK', 'ends the transaction by itself'],
  ])('leaves nothing behind when SQLite %ss and %s', async (action) => {
    const before = await run(ledger.head(TICKS))
    change(`CREATE TRIGGER full BEFORE INSERT ON pages WHEN NEW.page = 4
            BEGIN SELECT RAISE(${action}, 'no space'); END`)
    const message = `${path}: no space`
    const failed = E.left({ kind: 'unavailable', message })
    expect(await ledger.append(TICKS, 8999, ticks(100, 9000))()).toEqual(failed)
    expect(await run(ledger.head(TICKS))).toEqual(before)
    const first = await ledger.append('ticks-b', -1, ticks(0, 20_000))()
    expect(first).toEqual(failed)
    expect(await run(ledger.streams())).toEqual([RUN, TICKS])
    change('DROP TRIGGER full')
    const after = await run(ledger.append(TICKS, 8999, ticks(9000, 9000)))
    expect(await numbersOf(ledger, TICKS)).toBe('0 to 17999')
    const other = valueOf(embeddedLedger(join(folder, 'other.db')))
    expect(await run(other.append(TICKS, -1, ticks(0, 18_000)))).toEqual(after)
    other.close()
  })
})

describe('damage', () => {
  it.each([
    ['a page is missing', 'DELETE FROM pages WHERE page = 1', TICKS, 4096, 'page 1 is missing'],
    ['the last page is missing', 'DELETE FROM pages WHERE page = 2', TICKS, 8192, 'page 2 is'],
    ['a page is short', 'UPDATE pages SET rows = 4095 WHERE page = 1', TICKS, 4096, 'page 1 is'],
    ['a page is long', 'UPDATE pages SET rows = 809 WHERE page = 2', TICKS, 8192, 'page 2 cannot'],
    ['a page is text', `UPDATE pages SET data = 'x' WHERE page = 1`, TICKS, 4096, 'expected bytes'],
    ['a page is empty', `UPDATE pages SET data = x'' WHERE page = 1`, TICKS, 4096, 'page 1 cannot'],
    ['an event is missing', 'DELETE FROM events WHERE revision = 7', RUN, 7, 'is missing'],
    [
      'an event is cut off',
      `UPDATE events SET data = '{' WHERE revision = 4097`,
      RUN,
      4097,
      'JSON',
    ],
    ['an event is unknown', `UPDATE events SET type = 'X' WHERE revision = 7`, RUN, 7, 'type'],
    ['an event is newer', 'UPDATE events SET schema_version = 2', RUN, 0, 'another version'],
    ['a time is no number', `UPDATE events SET time = 'x' WHERE revision = 7`, RUN, 7, 'time'],
    ['a stream is unknown', `UPDATE streams SET type = 'X'`, TICKS, 0, 'found X'],
    [
      'a stream has another type',
      `UPDATE streams SET type = 'LiquidationChecked' WHERE id = 1`,
      TICKS,
      0,
      'page 0',
    ],
  ])('is found when %s', async (_, sql, stream, revision, reason) => {
    change(sql)
    const message: unknown = expect.stringContaining(reason)
    const error = { kind: 'corrupt', stream, revision, message }
    expect(await errorsOf(ledger, stream)).toEqual([error])
    reopen()
    expect(await errorsOf(ledger, stream)).toEqual([error])
  })

  it('leaves the rest readable', async () => {
    change('DELETE FROM pages WHERE page = 1; DELETE FROM events WHERE revision = 7')
    expect(await numbersOf(ledger, TICKS, 0, 4096)).toBe('0 to 4095')
    expect(await numbersOf(ledger, TICKS, 8192)).toBe('8192 to 8999')
    expect(await numbersOf(ledger, RUN, 8)).toBe('8 to 4099')
  })

  it('is found in whichever byte of a page', async () => {
    await run(ledger.append('ticks-b', -1, ticks(0, 50)))
    const database = new DatabaseSync(path)
    const page = database.prepare('SELECT data FROM pages WHERE stream = 3').get()?.['data']
    if (!(page instanceof Uint8Array)) throw new Error('no page')
    const write = database.prepare('UPDATE pages SET data = ? WHERE stream = 3')
    const error = { kind: 'corrupt', stream: 'ticks-b', revision: 0 }
    for (const index of page.keys()) {
      const damaged = Uint8Array.from(page)
      damaged[index] = (page[index] ?? 0) ^ 0x41
      write.run(damaged)
      expect([index, ...(await errorsOf(ledger, 'ticks-b'))]).toMatchObject([index, error])
    }
    write.run(page)
    database.close()
    expect(await numbersOf(ledger, 'ticks-b')).toBe('0 to 49')
  })

  it('of the file itself is found', async () => {
    ledger.close()
    const file = openSync(path, 'r+')
    for (let page = 2; page < 40; page += 1)
      writeSync(file, Buffer.alloc(100, 7), 0, 100, page * 4096)
    closeSync(file)
    const opened = embeddedLedger(path)
    const found = E.isLeft(opened) ? [opened.left] : await errorsOf(opened.right, TICKS)
    const message = `${path}: the file is damaged (database disk image is malformed): go back to a copy of it`
    expect(found).toMatchObject([{ kind: 'corrupt', revision: null, message }])
    if (E.isRight(opened)) opened.right.close()
  })

  it.each([
    ['an event', `UPDATE events SET time = time + 1 WHERE revision = 4099`],
    ['a link', `UPDATE links SET chain = x'00' WHERE stream = 2`],
    ['the head', `UPDATE streams SET chain = x'00' WHERE id = 2`],
  ])('that readers do not see is found before events are put on it: %s', async (_, sql) => {
    change(sql)
    reopen()
    const error = { kind: 'corrupt', stream: RUN, revision: 4096 }
    const answer = await ledger.append(RUN, 4099, cancellations(4100, 1))()
    expect(answer).toMatchObject(E.left(error))
    expect(await run(ledger.head(RUN))).toMatchObject({ events: 4100 })
  })

  it('of a missing link is found before events are put on it', async () => {
    change('DELETE FROM links WHERE stream = 2')
    reopen()
    const error = { kind: 'corrupt', stream: RUN, revision: 0 }
    const answer = await ledger.append(RUN, 4099, cancellations(4100, 1))()
    expect(answer).toMatchObject(E.left(error))
  })
})

function reopen(): void {
  ledger.close()
  ledger = valueOf(embeddedLedger(path, true))
}

/** Changes the file as another program would. */
function change(sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

function ticks(first: number, count: number): DenseBatch {
  const column = (factor: number) =>
    Float64Array.from({ length: count }, (_, index) => (first + index) * factor)
  const columns = [column(1_000_003), column(1), column(7_919)]
  return { kind: 'dense', type: 'PriceTicked', causeStream: 'tape-a', count, columns }
}

function cancellations(first: number, count: number): SparseBatch {
  const events = Array.from({ length: count }, (_, index) => ({
    type: 'OrderCancelled' as const,
    timeMicros: first + index,
    tick: null,
    cause: { stream: 'ticks-a', revision: first + index },
    data: { side: 'buy' as const, line: 1, order: first + index },
  }))
  return { kind: 'sparse', events }
}

/** The numbers from which `ticks` and `cancellations` made the events that are read: `0 to 9`. */
async function numbersOf(
  source: Ledger,
  stream: string,
  from?: number,
  to?: number,
): Promise<string> {
  const spans: (readonly [first: number, last: number])[] = []
  for await (const read of source.read(stream, from, to)) {
    for (const number of numbersIn(valueOf(read).batch)) {
      const [first, last] = spans.at(-1) ?? [number, NaN]
      if (number === last + 1) spans.splice(-1, 1, [first, number])
      else spans.push([number, number])
    }
  }
  return spans.map(([first, last]) => `${first} to ${last}`).join(', ')
}

function numbersIn(batch: EventBatch): Iterable<number> {
  if (batch.kind === 'sparse') return batch.events.map(({ timeMicros }) => timeMicros)
  return (batch.columns[2] ?? new Float64Array()).map((price) => price / 7_919)
}

/** The errors of reading a whole stream, of which there should be one, with which it ends. */
async function errorsOf(source: Ledger, stream: string): Promise<readonly LedgerError[]> {
  const errors: LedgerError[] = []
  for await (const read of source.read(stream)) if (E.isLeft(read)) errors.push(read.left)
  return errors
}
