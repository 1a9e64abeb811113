import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SEASON as LONG, writeLongSeason } from '../recovery/longSeason'
import { start } from '../recovery/program'
import { BUSY } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { gridledger } from './gridledger'
import { recordBusy } from './recordedBusy'

const folder = suiteFolder()
beforeAll(async () => {
  await recordBusy(folder, 'gridledger.db')
  await recordBusy(folder, 'unfinished.db', 3)
  for (const [name, source] of Object.entries(FILES)) folder.write(name, source)
})

const TYPES = "import type { Projection } from '@gridledger/projections'\n"
/** A projection that counts fills and the money that they moved, with one line in place of another. */
const fills = (line = '', type = 'number') =>
  `${TYPES}import { amountOf } from '@gridledger/domain'
const fills: Projection<{ readonly fills: ${type}; readonly fees: number }> = {
  name: 'fills', version: 1, initialView: { fills: 0, fees: 0 },
  on: {
    OrderFilled: (view, { data: { fee } }) => {
      ${line}
      return { fills: view.fills + 1, fees: view.fees + fee }
    },
  },
  rows: ({ fills, fees }) => [{ fills, fees: amountOf(fees), 'a fill': fills === 0 ? null : amountOf(fees).div(fills) }],
}
export default fills
`
const FILES: Readonly<Record<string, string>> = {
  'fills.ts': fills(),
  'plain.ts': fills().replace(/ {2}rows: .*\n/, ''),
  'wrong.ts': fills('const wrong: string = view.fills\n      void wrong'),
  'throws.ts': fills("if (view.fills === 6) throw new Error('seven is too many')"),
  'changes.ts': fills().replaceAll('readonly ', '').replace('return {', 'view.fees = 1; return {'),
  'nothing.ts': 'export const one = 1\n',
  'two.ts': fills().replace(
    'export default fills',
    'export { fills }\nexport const others = fills',
  ),
  'named.ts': fills().replace('export default fills', 'export { fills }'),
  'shape.mjs': "export default { name: '', version: 1.5, on: { OrderFiled: 1 }, of: 'all' }\n",
  'syntax.mjs': 'export default {\n',
  'none.txt': '',
  'date.mjs':
    "export default { name: 'fills', version: 1, initialView: new Date(0), on: { OrderFilled: (view) => view } }\n",
  'list.mjs':
    "export default { name: 'fills', version: 1, initialView: 0, on: { OrderFilled: (view) => view }, rows: () => ({}) }\n",
  'rows.ts': fills().replace(
    'rows: (',
    "rows: () => { throw new Error('no rows today') }, chart: undefined!, finish: (",
  ),
  'chart.ts': fills().replace(
    'export default fills',
    "export default { ...fills, chart: { kind: 'lines', x: 'hour', y: ['fills'] } } as const",
  ),
  'ticks.ts': `${TYPES}const ticks: Projection<number> = {
  name: 'ticks', version: 1, initialView: 0, on: { PriceTicked: (view) => view + 1 },
}
export default ticks
`,
  'together.ts': `${TYPES}const together: Projection<ReadonlyMap<string, number>> = {
  name: 'together', version: 1, of: 'season', initialView: new Map(),
  on: {
    OrderFilled: (view, { contestant }) =>
      contestant === null ? view : new Map(view).set(contestant, (view.get(contestant) ?? 0) + 1),
  },
}
export default together
`,
}

const project = (file: string, ...args: readonly string[]) =>
  gridledger(folder.path, 'project', file, ...args)
const TAKEN_UP = /^gridledger: taken up from what was kept of this version, as of tick \d+\n$/
const rowsOf = async (...args: readonly string[]) => {
  const [file = '', ...rest] = args
  const { code, out, err } = await project(file, ...rest, '--no-check', '--json')
  const said = args.includes('--keep') ? err.replace(TAKEN_UP, '') : err
  expect({ code, err: said }).toEqual({ code: 0, err: '' })
  return JSON.parse(out).rows
}

describe('project', () => {
  it('prints the rows of each contestant as a table, times and decimals in it', async () => {
    const { code, out, err } = await project('fills.ts', BUSY)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.split('\n').map((line) => line.trimEnd())).toMatchInlineSnapshot(`
     [
       "fills of busy, as of 2025-10-24 14:30 UTC, tick 4,800",
       "",
       "  contestant  fills     fees  a fill",
       "  amended       166   3.7766  0.0228",
       "  stopped        50   3.3591  0.0672",
       "  liquidated     52  43.6740  0.8399",
       "  kept           39   1.7169  0.0440",
       "",
     ]
    `)
  })

  it('prints one document with --json, money to the last digit, and the same as --format json', async () => {
    const [json, format] = [
      await project('fills.ts', BUSY, '--json'),
      await project('fills.ts', BUSY, '--format', 'json'),
    ]
    expect(format).toEqual(json)
    const { rows, ...rest } = JSON.parse(json.out)
    expect(rest).toEqual({
      projection: { name: 'fills', version: 1 },
      of: BUSY,
      ledger: 'file:gridledger.db',
      asOf: { time: '2025-10-24T14:30:00Z', tick: 4800 },
    })
    expect(rows).toMatchObject([
      {
        contestant: 'amended',
        fills: expect.any(Number),
        fees: expect.stringMatching(/^\d+\.\d+$/),
      },
      { contestant: 'stopped' },
      { contestant: 'liquidated' },
      { contestant: 'kept' },
    ])
    const filled = await gridledger(
      folder.path,
      ...['events', `run-${BUSY}.amended`, '--type', 'OrderFilled', '--json'],
    )
    expect(filled.out.trim().split('\n')).toHaveLength(rows[0].fills)
  })

  it('prints CSV, a contestant a line, nothing where there is none', async () => {
    const { out } = await project('fills.ts', BUSY, '--format', 'csv', '--as-of', '0', '--no-check')
    expect(out.split('\n').slice(0, 2)).toEqual(['contestant,fills,fees,a fill', 'amended,0,0,'])
  })

  it('draws SVG, of all columns of numbers where the projection says no more', async () => {
    const { code, out } = await project('fills.ts', BUSY, '--format', 'svg', '--no-check')
    expect(code).toBe(0)
    expect(out).toMatch(
      /^<svg [\s\S]*>amended fees<[\s\S]*>fills of busy, as of 2025-10-24 14:30 UTC, tick 4,800<[\s\S]*<\/svg>\n$/,
    )
  })

  it('makes rows of any view, and one view of the market alone', async () => {
    expect((await rowsOf('plain.ts', BUSY, '--run', 'kept'))[0]).toEqual({
      contestant: 'kept',
      fills: expect.any(Number),
      fees: expect.any(Number),
    })
    expect(await rowsOf('ticks.ts', BUSY)).toEqual([{ value: 4801 }])
  })

  it('sees all runs in one view where the projection is of a season', async () => {
    const each = await rowsOf('fills.ts', BUSY)
    const together = await rowsOf('together.ts', BUSY)
    expect(together).toHaveLength(4)
    for (const { contestant, fills: count } of each)
      expect(together).toContainEqual({ key: contestant, value: count })
  })

  it('takes one run, some of them, or a moment', async () => {
    const all = await rowsOf('fills.ts', BUSY)
    const byName = (name: string) =>
      all.filter((row: { contestant: string }) => row.contestant === name)
    expect(await rowsOf('fills.ts', BUSY, '--run', 'kept', '--run', 'amended')).toEqual([
      ...byName('kept'),
      ...byName('amended'),
    ])
    expect(await rowsOf('fills.ts', `${BUSY}.kept`)).toEqual(byName('kept'))
    const [early] = await rowsOf(
      'fills.ts',
      BUSY,
      '--run',
      'amended',
      '--as-of',
      '2025-10-23T20:30:00Z',
    )
    expect(early.fills).toBeGreaterThan(0)
    expect(early.fills).toBeLessThan(byName('amended')[0].fills)
  })

  it('takes forks, beside their parents too', async () => {
    const fork = [
      'fork',
      `${BUSY}.amended`,
      '--at',
      '2025-10-24T00:30:00Z',
      '--set',
      'makerFee=0.0004',
    ]
    expect(await gridledger(folder.path, ...fork, '--as', 'dear')).toMatchObject({
      code: 0,
      err: '',
    })
    const rows = await rowsOf('fills.ts', BUSY, '--run', 'amended', '--run', 'amended~dear')
    expect(rows).toMatchObject([{ contestant: 'amended' }, { contestant: 'amended~dear' }])
    expect(Number(rows[1].fees)).toBeGreaterThan(Number(rows[0].fees))
    expect(await rowsOf('fills.ts', `${BUSY}.amended~dear`)).toEqual([rows[1]])
  })

  it('shows a season that is not finished as far as it is recorded', async () => {
    const { out } = await project('fills.ts', BUSY, '--ledger', 'file:unfinished.db', '--no-check')
    expect(out).toMatch(/^fills of busy, as of 2025-10-23 22:14:59\.999999 UTC, tick 899\n/)
  })

  it('is found in another folder, without any package there, beside a module of its own', async () => {
    mkdirSync(join(folder.path, 'away'))
    writeFileSync(join(folder.path, 'away', 'package.json'), '{ "type": "commonjs" }')
    writeFileSync(join(folder.path, 'away', 'one.ts'), 'export const one: number = 1\n')
    const own = `import { one } from './one.ts'\n${fills().replace('view.fills + 1', 'view.fills + one')}`
    writeFileSync(join(folder.path, 'away', 'fills.ts'), own)
    const { code, out } = await project('away/fills.ts', BUSY, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out).rows).toEqual(await rowsOf('fills.ts', BUSY))
  })
})

describe('project --keep', () => {
  it('keeps the view, goes on from it, and begins anew with another version', async () => {
    const kept = (name: string) => {
      const database = new DatabaseSync(join(folder.path, 'kept.db'))
      const sql = 'SELECT version, tick FROM snapshots WHERE view LIKE ? ORDER BY version, tick'
      const rows = database.prepare(sql).all(`projection ${name} of %`)
      database.close()
      return rows.map((row) => `${String(row['version'])}@${String(row['tick'])}`)
    }
    copyFileSync(join(folder.path, 'gridledger.db'), join(folder.path, 'kept.db'))
    const ledger = ['--ledger', 'file:kept.db', '--keep']
    const rows = await rowsOf('fills.ts', BUSY)
    expect(await rowsOf('fills.ts', BUSY, ...ledger, '--as-of', '1000')).not.toEqual(rows)
    expect(kept('fills')).toEqual(['1@1000'])
    expect(await rowsOf('fills.ts', BUSY, ...ledger)).toEqual(rows)
    expect(kept('fills')).toEqual(['1@1000', '1@4800'])
    const again = await project('fills.ts', BUSY, ...ledger, '--no-check')
    expect(again.err).toMatch(TAKEN_UP)
    folder.write('newer.ts', fills().replace('version: 1', 'version: 2'))
    expect(await rowsOf('newer.ts', BUSY, ...ledger)).toEqual(rows)
    expect(kept('fills')).toEqual(['1@1000', '1@4800', '2@4800'])
    const database = new DatabaseSync(join(folder.path, 'kept.db'))
    database.exec(
      `UPDATE snapshots SET content = replace(content, '"fills":', '"fills":1') WHERE version = '2'`,
    )
    database.close()
    // What is kept is what is shown: it is a cache, which a new version leaves alone.
    expect(await rowsOf('newer.ts', BUSY, ...ledger)).not.toEqual(rows)
  })
})

describe('project refuses', () => {
  it.each([
    [['missing.ts', BUSY], 'missing.ts: expected a file, found none'],
    [['none.txt', BUSY], 'none.txt: expected a .ts or .js file, found none.txt'],
    [['wrong.ts', BUSY], "wrong.ts:7:13: Type 'number' is not assignable to type 'string'."],
    [
      ['nothing.ts', BUSY],
      'nothing.ts: expected a projection as its default export, or as its one export that is one, found exports one',
    ],
    [
      ['two.ts', BUSY],
      'two.ts: expected a projection as its default export, or as its one export that is one, found several: fills, others',
    ],
    [
      ['shape.mjs', BUSY],
      'shape.mjs: export default: name: expected a text, found ""\n' +
        'shape.mjs: export default: version: expected a whole number or a text, found 1.5\n' +
        "shape.mjs: export default: of: expected 'run' or 'season', found \"all\"\n" +
        'shape.mjs: export default: initialView: expected a view, found none\n' +
        'shape.mjs: export default: on: expected a type of event, perhaps OrderFilled, found OrderFiled',
    ],
    [
      ['syntax.mjs', BUSY],
      'syntax.mjs: expected a module that can be loaded, found SyntaxError: Unexpected end of input',
    ],
    [
      ['throws.ts', BUSY, '--run', 'amended'],
      expect.stringMatching(
        /^throws\.ts:7:\d+: fills threw "seven is too many", at OrderFilled, run-busy\.amended#\d+, 2025-10-\S+Z$/,
      ),
    ],
    [
      ['changes.ts', BUSY, '--run', 'amended'],
      expect.stringMatching(
        /^changes\.ts:8:\d+: fills changed the view it was given .* at OrderFilled, run-busy\.amended#\d+, 2025-10-\S+Z$/,
      ),
    ],
    [['rows.ts', BUSY], expect.stringContaining('fills threw "no rows today", in its rows')],
    [
      ['chart.ts', BUSY, '--format', 'svg'],
      'fills: chart: expected one of the columns contestant, fills, fees, a fill, found hour',
    ],
    [['fills.ts', BUSY, '--format', 'json5'], expect.stringContaining('--format')],
    [
      ['fills.ts', BUSY, '--json', '--format', 'csv'],
      '--format: expected none beside --json, found csv',
    ],
    [['fills.ts', BUSY, '--as-of', 'noon'], expect.stringContaining('--as-of: expected')],
    [
      ['fills.ts', BUSY, '--as-of', '9', '--watch'],
      '--watch: expected no --as-of beside it, found 9',
    ],
    [
      ['fills.ts', BUSY, '--format', 'svg', '--watch'],
      '--watch: expected --format table, json or csv beside it, found svg',
    ],
    [
      ['fills.ts', `${BUSY}.kept`, '--keep'],
      '--keep: expected a season and its own contestants, found busy.kept',
    ],
    [['fills.ts', `${BUSY}.kept`, '--run', 'kept'], '--run: expected none for one run, found kept'],
    [
      ['together.ts', BUSY, '--run', 'kept'],
      'together is a view of all runs together: expected no run to be named, found kept',
    ],
    [
      ['together.ts', BUSY, '--run', 'kept~other'],
      'together is a view of all runs together: expected no run to be named, found kept~other',
    ],
    [
      ['date.mjs', BUSY],
      'date.mjs: fills cannot be stored: expected a view of plain data, maps, sets and decimals, found Date, in its initialView',
    ],
    [['list.mjs', BUSY], 'fills: rows: expected a list of rows, found object'],
    [
      ['ticks.ts', BUSY, '--run', 'kept'],
      'ticks is a view of the market alone: expected no run to be named, found kept',
    ],
  ])('%j', async ([file = '', ...args], message) => {
    const check = file === 'wrong.ts' ? [] : ['--no-check']
    const { code, out, err } = await project(file, ...args, ...check)
    expect([code, out]).toEqual([2, ''])
    const lines = err
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^gridledger: /, ''))
    expect(lines.join('\n')).toEqual(message)
  })

  it.each([
    [['fills.ts', 'bus'], 'did you mean busy?'],
    [['fills.ts', BUSY, '--run', 'keep'], 'did you mean kept?'],
  ])('what is not there, %j, with an answer of no', async ([file = '', ...args], hint) => {
    const { code, out, err } = await project(file, ...args, '--no-check')
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(hint)
  })
})

describe('project --watch', () => {
  const children: ChildProcess[] = []
  const begin = (args: readonly string[], options = {}) => {
    const started = start(folder.path, args, options)
    children.push(started.child)
    return started
  }
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })

  it('prints a season that is finished, to its end', async () => {
    const { code, out } = await project('fills.ts', BUSY, '--watch', '--json', '--no-check')
    expect(code).toBe(0)
    const last = out.trim().split('\n').at(-1) ?? ''
    expect(JSON.parse(last).rows).toEqual(await rowsOf('fills.ts', BUSY))
  })

  it('prints the rows again when they change, while another process records', async () => {
    writeLongSeason(folder.path)
    copyFileSync(join(folder.path, 'gridledger.db'), join(folder.path, 'long.db'))
    const ledger = ['--ledger', 'file:long.db']
    const watcher = begin([
      'project',
      'fills.ts',
      LONG,
      '--watch',
      '--json',
      '--no-check',
      ...ledger,
    ])
    await once(watcher.child.stderr!, 'data')
    expect(await gridledger(folder.path, 'run', `${LONG}.json`, ...ledger)).toMatchObject({
      code: 0,
    })
    const { code, out, err } = await watcher.ended
    expect([code, err]).toEqual([0, expect.stringContaining(`waiting for season ${LONG}`)])
    const documents = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(documents.length).toBeGreaterThan(1)
    expect(documents.at(-1).rows).toEqual(await rowsOf('fills.ts', LONG, ...ledger))
    const texts = documents.map(({ rows }) => JSON.stringify(rows))
    expect(new Set(texts).size).toBe(texts.length)
  })

  it('ends with 130 when Ctrl-C ends it', async () => {
    const ledger = ['--ledger', 'file:unfinished.db', '--no-check']
    const { child, ended } = begin(['project', 'fills.ts', BUSY, '--watch', ...ledger])
    child.stdout?.once('data', () => child.kill('SIGINT'))
    expect(await ended).toMatchObject({ code: 130, err: 'gridledger: stopped by Ctrl-C\n' })
  })
})

describe('init-projection', () => {
  it('writes a projection that runs as it is, with its test', async () => {
    const { code, out } = await gridledger(folder.path, 'init-projection', 'fees-by-price')
    expect(code).toBe(0)
    expect(out).toBe(
      'fees-by-price.mts written, a projection that runs as it is, and fees-by-price.test.mts, its test.\n\n' +
        'try next\n' +
        '  npx gridledger project fees-by-price.mts okx-aicoin-2025\n' +
        '  npx node --test fees-by-price.test.mts\n',
    )
    const projected = await project('fees-by-price.mts', BUSY, '--json')
    expect(projected).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(projected.out).projection).toEqual({ name: 'fees-by-price', version: 1 })
  })

  it('writes a test that passes where the packages are found, and fails for another view', () => {
    // As in a folder of the workspace, where a user would write it.
    symlinkSync(join(__dirname, '..', '..', 'node_modules'), join(folder.path, 'node_modules'))
    const tested = (file: string) =>
      spawnSync(process.execPath, ['--test', file], { cwd: folder.path, encoding: 'utf8' })
    expect(tested('fees-by-price.test.mts')).toMatchObject({ status: 0, stderr: '' })
    const [view, test] = ['fees-by-price.mts', 'fees-by-price.test.mts'].map((name) =>
      readFileSync(join(folder.path, name), 'utf8'),
    )
    folder.write('other.mts', view!.replace('before.fills + 1', 'before.fills + 2'))
    folder.write('other.test.mts', test!.replace('./fees-by-price.mts', './other.mts'))
    expect(tested('other.test.mts')).toMatchObject({ status: 1 })
  })

  it('overwrites nothing, and writes both files or none', async () => {
    folder.write('half.test.mts', 'mine')
    const taken = await gridledger(folder.path, 'init-projection', 'half')
    expect(taken).toEqual({
      code: 2,
      out: '',
      err: 'gridledger: half.test.mts: expected no file yet, found one: nothing was written\n',
    })
    expect(() => readFileSync(join(folder.path, 'half.mts'))).toThrow('ENOENT')
    expect(readFileSync(join(folder.path, 'half.test.mts'), 'utf8')).toBe('mine')
  })

  it.each(['Fees', 'a.ts', ''])('refuses the name %j', async (name) => {
    const { code, err } = await gridledger(folder.path, 'init-projection', name)
    expect(code).toBe(2)
    expect(err).toContain('gridledger: name: expected')
  })
})
