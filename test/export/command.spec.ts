import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gridledger } from '../cli/gridledger'
import { expectBlock } from '../docs/page'
import { CAN_RUN_AS_OTHER, OTHER_USER } from '../recovery/otherUser'
import { ended, start } from '../recovery/program'
import { CAN_MOUNT, smallDisk } from '../recovery/smallDisk'
import { suiteFolder } from '../support/files'
import { type Answer, describeWithDuckDb, duckDb, tableIn } from './duckdb'
import { describeWithPandas, python } from './pandas'

jest.setTimeout(120_000)
const SEASON = 'okx-aicoin-2025'
const suite = suiteFolder()
const inSuite = (...args: readonly string[]) => gridledger(suite.path, ...args)
const itAsOther = CAN_RUN_AS_OTHER ? it : it.skip
const itWithMount = CAN_MOUNT ? it : it.skip

interface Told {
  readonly runs: readonly { readonly run: string; readonly fee: string; readonly equity: string }[]
  readonly events: number
}
let told: Told
beforeAll(async () => {
  told = JSON.parse((await inSuite('run', SEASON, '--json')).out)
})

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'export.md'), 'utf8')
/** The code of the page that follows a heading's word. */
function code(language: string, question: string): string {
  const pattern = new RegExp(`<!-- ${question} -->\n\`\`\`${language}\n([\\s\\S]*?)\`\`\``)
  const [, found] = pattern.exec(PAGE) ?? []
  if (found === undefined) throw new Error(`docs/export.md has no ${language} for ${question}`)
  return found
}

/** Rows of an answer, one line each, their cells apart by two spaces. */
function lines(rows: Answer): string {
  const cells = rows.map((row) => Object.values(row).map(String))
  const head = Object.keys(rows[0] ?? {})
  const widths = head.map((name, index) =>
    Math.max(name.length, ...cells.map((row) => row[index]!.length)),
  )
  const line = (row: readonly string[]) =>
    row.map((cell, index) =>
      index === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[index]!),
    )
  return [head, ...cells].map((row) => `${line(row).join('  ')}\n`).join('')
}
const asBlock = (text: string) => `\`\`\`text\n${text}\`\`\`\n`

describe('export of the season that ships', () => {
  let tables: readonly { readonly type: string; readonly rows: number; readonly bytes: number }[]
  beforeAll(async () => {
    const { out, code: status } = await inSuite('export', SEASON, '--json')
    expect(status).toBe(0)
    const { season, format, folder, ...rest } = JSON.parse(out)
    expect({ season, format, folder }).toEqual({
      season: SEASON,
      format: 'parquet',
      folder: SEASON,
    })
    tables = rest.tables
  })

  it('has every event, and says what it wrote', () => {
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    expect(rows).toBe(told.events)
    const files = tables.map(({ type }) => `${type}.parquet`)
    expect(readdirSync(join(suite.path, SEASON)).sort()).toEqual(files.toSorted())
  })

  it('refuses what it does not know, and writes nothing', async () => {
    const refusals = [
      [['export', 'okx-aicoin-2026'], 1, 'did you mean okx-aicoin-2025?'],
      [['export', `${SEASON}.qwen`], 1, `did you mean ${SEASON}.qwen3?`],
      [
        ['export', SEASON, '--type', 'OrderFiled', '--out', 'x'],
        2,
        'expected a type of event, perhaps OrderFilled',
      ],
      [
        ['export', SEASON, '--type', 'PositionLiquidated', '--out', 'x'],
        1,
        'has no events of type',
      ],
      [['export', SEASON, '--format', 'xlsx', '--out', 'x'], 2, 'parquet, csv, ndjson'],
      [['export', SEASON, '--out', 'no/x'], 2, 'expected a folder in one that is there'],
    ] as const
    for (const [args, status, message] of refusals) {
      const { code: found, out, err } = await inSuite(...args)
      expect({ args, found, out }).toEqual({ args, found: status, out: '' })
      expect(err).toContain(message)
    }
    expect(existsSync(join(suite.path, 'x'))).toBe(false)
  })

  describeWithDuckDb('answers what the page asks (where DuckDB is installed)', () => {
    const ask = async (sql: string) => {
      const asked = await duckDb()
      return asked(sql.replaceAll(`'${SEASON}/`, `'${join(suite.path, SEASON)}/`))
    }

    it('adds up to run --json', async () => {
      const from = (type: string) => tableIn(join(suite.path, SEASON), type, 'parquet')
      const fees = `sum(fee::DECIMAL(18, 8))::DOUBLE AS fee`
      const paid = await ask(`SELECT run, ${fees} FROM ${from('OrderFilled')} GROUP BY run`)
      const ended = await ask(`SELECT run, equity FROM ${from('GridStopped')}`)
      const found = told.runs.map(({ run }) => ({
        run,
        ...paid.find((row) => row['run'] === run),
        ...ended.find((row) => row['run'] === run),
      }))
      const expected = told.runs.map(({ run, fee, equity }) => {
        return { run, fee: Number(fee), equity: Number(equity) }
      })
      expect(found).toEqual(expected)
    })

    it.each(['fees per day', 'profit per hour'])('%s', async (question) => {
      const rows = await ask(code('sql', question))
      expectBlock('export.md', `answer: ${question}`, asBlock(lines(rows)))
    })
  })

  describeWithPandas('answers the same in pandas (where Python has it)', () => {
    const types = ['OrderFilled', 'LiquidationChecked']
    beforeAll(async () => {
      expect((await inSuite('export', SEASON, '--format', 'csv', '--type', ...types)).code).toBe(0)
    })

    it.each(['fees per day', 'profit per hour'])('%s', (question) => {
      const script = code('python', question)
      const figures = PAGE.split(`<!-- answer: ${question} -->`)[1]?.split('<!-- end -->')[0] ?? ''
      const numbers = (text: string) => text.match(/-?\d+\.\d+/g)?.map(Number) ?? []
      const found = numbers(python(suite.path, script))
      expect(found.length).toBeGreaterThan(9)
      expect(found.toSorted()).toEqual(numbers(figures).toSorted())
    })

    it.each([
      ['csv', `read_csv('${SEASON}/OrderFilled.csv', parse_dates=['time'])`],
      ['ndjson', `read_json('${SEASON}/OrderFilled.ndjson', lines=True, convert_dates=['time'])`],
    ])('reads numbers and times of %s, and sums exactly', async (format, read) => {
      if (format !== 'csv')
        await inSuite('export', SEASON, '--format', format, '--type', 'OrderFilled')
      const script = `import json, pandas as pd
fills = pd.${read}
kinds = [dtype.kind for dtype in fills[['time', 'timeMicros', 'priceTicks', 'quantity', 'fee']].dtypes]
isSame = (fills.time == pd.to_datetime(fills.timeMicros, unit='us', utc=True)).all()
fees = (fills.fee * 1e8).round().astype('int64').groupby(fills.run).sum()
print(json.dumps([kinds, bool(isSame), fees.to_dict()]))`
      const fees = told.runs.map(({ run, fee }) => [run, Math.round(Number(fee) * 1e8)])
      const kinds = ['M', 'i', 'i', 'f', 'f']
      const found = JSON.parse(python(suite.path, script))
      expect(found).toEqual([kinds, true, Object.fromEntries(fees)])
    })
  })

  it('leaves nothing when it is stopped', async () => {
    const folder = join(suite.path, 'stopped')
    const { child, ended: stopped } = start(suite.path, [
      'export',
      SEASON,
      '--format',
      'csv',
      '--out',
      folder,
    ])
    while (child.exitCode === null && !existsSync(folder)) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    child.kill('SIGINT')
    expect(await stopped).toMatchObject({ code: 130, out: '' })
    expect((await stopped).err).toBe('gridledger: stopped by Ctrl-C; nothing was exported\n')
    expect(existsSync(folder)).toBe(false)
  })

  itWithMount('says that the disk is full, and leaves nothing (needs mount)', async () => {
    const mounted = join(suite.path, 'small')
    const disk = await smallDisk(mounted, '256k')
    const ledger = `file:${join(suite.path, 'gridledger.db')}`
    const out = join(mounted, 'out')
    const { code: status, err } = await disk.run([
      'export',
      SEASON,
      '--out',
      out,
      '--ledger',
      ledger,
    ])
    expect({ status, err }).toEqual({
      status: 3,
      err: `gridledger: ${out}: cannot be written: the disk is full; nothing was exported\n`,
    })
    expect((await disk.shell(`ls -A ${mounted}`)).out).toBe('')
    await disk.end()
  })

  itAsOther('says that a folder may not be written to (needs another user)', async () => {
    const locked = join(suite.path, 'locked')
    mkdirSync(locked, { mode: 0o555 })
    chmodSync(suite.path, 0o755)
    const args = ['export', SEASON, '--out', join(locked, 'out')]
    const { code: status, err } = await ended(suite.path, args, OTHER_USER)
    expect({ status, err }).toEqual({
      status: 3,
      err: `gridledger: ${join(locked, 'out')}: cannot be written: it may not be written to; nothing was exported\n`,
    })
  })

  it('does not touch a folder of other files', async () => {
    mkdirSync(join(suite.path, 'mine'))
    writeFileSync(join(suite.path, 'mine', 'notes.txt'), 'mine')
    const { code: status, err } = await inSuite('export', `${SEASON}.gpt-5`, '--out', 'mine')
    expect(status).toBe(2)
    expect(err).toContain('found notes.txt in it; --force writes beside what is there')
    expect(readdirSync(join(suite.path, 'mine'))).toEqual(['notes.txt'])
  })
})
