import { suiteFolder } from '../support/files'
import { gridledger } from './gridledger'

const RUN = 'okx-aicoin-2025.qwen3'
const folder = suiteFolder()
let equity = ''

beforeAll(async () => {
  const { code, out } = await gridledger(folder.path, 'run', 'okx-aicoin-2025', '--json')
  expect(code).toBe(0)
  const { runs } = JSON.parse(out)
  equity = runs.find(({ run }: { run: string }) => run === RUN).equity
})

const journal = (...args: readonly string[]) => gridledger(folder.path, 'journal', ...args)

describe('journal', () => {
  it('says without a format how exchange and bot split one profit', async () => {
    const { code, out, err } = await journal(RUN, '--tz', 'Asia/Shanghai')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/closed +\+124\.15 +\+147\.84 /)
    expect(out).toMatch(/open +-68\.96 +-92\.65 /)
    expect(out).toMatch(/total +\+22\.14 +\+22\.14\n/)
    expect(out).toContain('2025-10-24 02:30 GMT+08:00')
    expect(out).not.toContain('--ledger')
  })

  it('prints every entry for hledger, dated in the time zone', async () => {
    const { code, out, err } = await journal(RUN, '--format', 'hledger', '--tz', 'Asia/Shanghai')
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain(`\n2025-10-24 (run-${RUN}@0) grid started: 1,000 USDT invested\n`)
    expect(out).toMatch(new RegExp(`assets +0\\.00000000 USDT =\\* +${equity} USDT\\n\\n$`))
  })

  it('prints a row an entry as CSV', async () => {
    const { code, out, err } = await journal(RUN, '--format', 'csv')
    expect([code, err]).toEqual([0, ''])
    const rows = out.split('\r\n')
    expect(rows[0]).toMatch(/^time UTC,event,what,price,/)
    expect(rows.at(-2)).toContain(`,${equity},`)
    expect(rows.at(-1)).toBe('')
  })

  it('prints one JSON document that ends with the balances', async () => {
    const { code, out, err } = await journal(RUN, '--json')
    expect([code, err]).toEqual([0, ''])
    const document = JSON.parse(out)
    expect(document).toMatchObject({ run: RUN, currency: 'USDT', equity, arbitrageNum: 352 })
    expect(document.entries.at(-1)).toMatchObject({ event: `run-${RUN}@1488`, equity })
    expect(document.balances['assets:margin']).toBe('1091.10289884')
  })

  it.each([
    ['a run that is not there', 1, ['okx-aicoin-2025.qwen'], 'did you mean okx-aicoin-2025.qwen3?'],
    ['an unknown format', 2, [RUN, '--format', 'ledger'], 'Allowed choices are hledger, csv'],
    ['two formats', 2, [RUN, '--format', 'csv', '--json'], "cannot be used with option '--json'"],
    ['no run', 2, [], "missing required argument 'run'"],
    ['a ledger that is not there', 2, [RUN, '--ledger', 'file:none.db'], 'found none'],
  ])('answers %s with a reason', async (_what, expected, args, reason) => {
    const { code, out, err } = await journal(...args)
    expect([code, out]).toEqual([expected, ''])
    expect(err).toContain(reason)
  })
})
