import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gridledger } from './gridledger'

const SEASON = 'one-bad-day'
const RUN = `run-${SEASON}.brave`
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gridledger-audit-'))
  copyFileSync(join(__dirname, '..', 'docs', `${SEASON}.json`), join(folder, 'season.json'))
  expect((await gridledger(folder, 'run', 'season.json')).code).toBe(0)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const audit = (...args: readonly string[]) => gridledger(folder, 'audit', ...args)

describe('audit', () => {
  it('prints the causes of a fill as one JSON document, nearest first', async () => {
    const { code, out, err } = await audit(`${SEASON}.brave#48`, '--json')
    expect([code, err]).toEqual([0, ''])
    const [fill, tick, row, order, ...more] = JSON.parse(out)
    expect(fill).toMatchObject({
      role: 'fill',
      reference: `${RUN}@112`,
      fill: `${SEASON}.brave#48`,
      type: 'OrderFilled',
      problems: [],
      pair: { role: 'opens', slot: 4, partner: null },
      account: { before: { contracts: '33.6' }, after: { contracts: '35.84' } },
    })
    expect(fill.workings[0]).toMatchObject({ name: 'fee', value: fill.data.fee, unit: 'USDT' })
    expect([tick.role, row.role, order.role]).toEqual(['tick', 'row', 'order'])
    expect(tick.reference).toBe(`${tick.stream}@${fill.tick}`)
    expect(order.reference).toBe(`${RUN}@${fill.data.order}`)
    expect(more.map(({ role }: { role: string }) => role)).toEqual([
      'start',
      'contestant',
      'season',
      'tape',
    ])
  })

  it('folds a long chain, and prints it whole with --full', async () => {
    const fill = `${SEASON}.brave#46`
    const lines = async (...args: readonly string[]) => (await audit(fill, ...args)).out.split('\n')
    const folded = (await lines()).findIndex((line) =>
      /… \d+ orders and fills back and forth/.test(line),
    )
    expect(folded).toBeGreaterThan(0)
    expect((await lines('--full')).filter((line) => line.includes('back and forth'))).toEqual([])
    const steps = JSON.parse((await audit(fill, '--json')).out).length
    expect(
      (await lines('--full')).filter((line) => /^ {2}(order|fill) +(A|Fill) /.test(line)),
    ).toHaveLength(steps - 7)
  })

  it('goes forwards with --effects', async () => {
    const { code, out } = await audit(`${SEASON}.brave#42`, '--effects')
    expect(code).toBe(0)
    expect(out).toMatch(/What it brought about: 6 events, the last at 2025-11-03 14:25:30 UTC/)
    expect(out).toContain('cancelled   The sell on line 7')
    const effects = JSON.parse((await audit(`${SEASON}.brave#42`, '--effects', '--json')).out)
    expect(
      effects.map(({ depth, role }: { depth: number; role: string }) => `${depth} ${role}`),
    ).toEqual(['0 fill', '1 order', '2 fill', '3 order', '4 fill', '5 order', '6 cancelled'])
  })

  it.each([
    [`${SEASON}.brvae`, 1, `did you mean ${SEASON}.brave?`],
    ['one-bad-dya', 1, `did you mean ${SEASON}?`],
    ['Not A Name', 2, 'expected a fill such as'],
    [`${SEASON}.brave@3`, 2, `did you mean ${RUN}@3?`],
    [`${SEASON}.brave#49`, 1, 'it has 48, #1 to #48'],
    [`${SEASON}.brvae#1`, 1, `did you mean ${SEASON}.brave?`],
    [`${RUN}@136`, 1, 'it has 136, @0 to @135'],
    [`seasons-${SEASON}@0`, 2, `did you mean season-${SEASON}@0?`],
    ['ticks-nowhere@0', 1, 'has no stream ticks-nowhere'],
  ])('of %s ends with exit code %i: %s', async (reference, code, message) => {
    const { code: found, out, err } = await audit(reference)
    expect([found, out]).toEqual([code, ''])
    expect(err).toContain(message)
  })

  it('of a run and of a season shows every figure that run prints', async () => {
    const { runs, benchmarks, digest } = JSON.parse(
      (await gridledger(folder, 'replay', SEASON, '--json')).out,
    )
    const { figures } = JSON.parse((await audit(`${SEASON}.brave`, '--json')).out)
    const values = (own: readonly { name: string; value: unknown }[]) =>
      Object.fromEntries(own.map(({ name, value }) => [name, value]))
    const brave = runs.find(({ contestant }: { contestant: string }) => contestant === 'brave')
    expect(brave).toMatchObject(values(figures))

    const whole = JSON.parse((await audit(SEASON, '--json')).out)
    expect(values(whole.figures)).toMatchObject({ digest })
    expect(benchmarks[1]).toMatchObject(values(whole.benchmarks[1].figures))
    expect((await audit(SEASON)).out).toContain(`npx gridledger audit ${SEASON}.brave`)
    expect(await audit(`${SEASON}.brave`, '--effects')).toMatchObject({ code: 2, out: '' })
  })

  it('says so, with exit code 1, where a figure is not as recorded', async () => {
    const copy = join(folder, 'changed.db')
    copyFileSync(join(folder, 'gridledger.db'), copy)
    const database = new DatabaseSync(copy)
    const { changes } = database
      .prepare(
        `UPDATE events SET data = replace(data, '"fee":"0.476672"', '"fee":"0.476673"')
         WHERE revision = 112 AND stream = (SELECT id FROM streams WHERE name = ?)`,
      )
      .run(RUN)
    expect(changes).toBe(1)
    database.close()
    const { code, out, err } = await audit(`${SEASON}.brave#48`, '--ledger', `file:${copy}`)
    expect(code).toBe(1)
    expect(out).toContain('BUT 0.476673 IS RECORDED')
    expect(err).toBe(`gridledger: ${RUN}@112: fee: expected 0.476672, found 0.476673\n`)
  })
})
