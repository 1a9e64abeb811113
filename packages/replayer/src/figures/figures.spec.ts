import { from, lastValueFrom } from 'rxjs'
import type { Ledger } from '@gridledger/domain'
import { leaderboard } from '@gridledger/projections'
import { busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { prepared as preparedFile, right, seasonOne } from '../../../../test/season/shared'
import { leaderboardJson } from '../cli/leaderboard'
import { run } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { findRun } from '../season/findRun'
import type { PreparedSeason } from '../season/prepareSeason'
import { readSparse } from '../season/market'
import { runSeason } from '../season/runSeason'
import { denseRow } from '../season/ticksAt'
import { auditorOf } from '../audit/audit'
import type { Figure } from './figure'
import { figuresText, runFigures } from './figures'
import { parseReference } from '../audit/reference'

const folder = suiteFolder()
const seasons = [
  ['okx-aicoin-2025', () => preparedFile(seasonOne())],
  ['busy', () => prepared(folder, busySeason(folder))],
] as const

/** A run of `run --json`: a name, and a figure under each name but these. */
type JsonRun = Readonly<Record<string, unknown>>
const NAMES = ['run', 'contestant']
/** Figures whose arithmetic is a sum, a product or a share. */
const RECKONED = ['equity', 'totalPnl', 'returnPct', 'peakToEndPct', 'maxDrawdownTickPct']
  .concat(['gridProfit', 'floatProfit', 'fee', 'annualizedRate', 'totalAnnualizedRate'])
  .concat(['monthlyRate', 'fillsPerDay'])

describe.each(seasons)('every figure that `run --json` prints of %s', (season, prepare) => {
  const ledger = memoryLedger()
  const figures = new Map<string, readonly Figure[]>()
  let printed: readonly JsonRun[] = []

  beforeAll(async () => {
    printed = await recorded(ledger, await prepare())
    for (const { run: name } of printed) {
      figures.set(String(name), await runFigures(ledger, await findRun(ledger, String(name))))
    }
  })

  it('is reached, with the same value', () => {
    expect(printed.length).toBeGreaterThan(3)
    for (const report of printed) {
      const own = figures.get(String(report['run']))!
      const names = Object.keys(report).filter((name) => !NAMES.includes(name))
      const values = Object.fromEntries(own.map(({ name, value }) => [name, value]))
      const expected = Object.fromEntries(names.map((name) => [name, comparable(report[name])]))
      expect({ run: report['run'], ...values }).toEqual({ run: report['run'], ...expected })
    }
  })

  it('comes out of the numbers that its arithmetic puts in', () => {
    for (const own of figures.values()) {
      const reckoned = own.filter(({ name }) => RECKONED.includes(name))
      expect(reckoned).toHaveLength(RECKONED.length)
      for (const { name, value, arithmetic } of reckoned) {
        const found = reckon(arithmetic)
        expect([name, arithmetic, found]).toEqual([
          name,
          arithmetic,
          expect.closeTo(Number(value), 7),
        ])
      }
    }
  })

  it('rests on events that are there, and says how it comes about', async () => {
    const events = new Map<string, number>()
    for (const name of await run(ledger.streams()))
      events.set(name, (await run(ledger.head(name)))!.events)
    for (const own of figures.values()) {
      for (const { name, arithmetic, from: references } of own) {
        expect([name, arithmetic.length > 15, references.length > 0]).toEqual([name, true, true])
        for (const { event } of references) {
          const [stream = '', revision = ''] = event.split('@')
          expect([event, /^\d+$/.test(revision)]).toEqual([event, true])
          expect(Number(revision)).toBeLessThan(events.get(stream) ?? 0)
        }
      }
    }
  })

  it('rests on events that an audit finds as recorded', async () => {
    const auditor = auditorOf(ledger)
    const own = [...figures.values()].flat()
    const asked = new Set(own.flatMap(({ from: events }) => events.map(({ event }) => event)))
    for (const event of asked) {
      const { problems } = await auditor.audit(right(parseReference(event)), 'UTC')
      expect([event, problems]).toEqual([event, []])
    }
  })

  it('names checks and events whose equity is the peak and the deepest that it says', async () => {
    for (const [name, own] of figures) {
      const { arithmetic, from: references, value } = own.find(isTickFall)!
      const [peak, deepest] = await Promise.all(
        references.map(({ event }) => equityAt(ledger, event)),
      )
      if (peak === null || deepest === null || peak === undefined || deepest === undefined) continue
      if (arithmetic.includes('added since')) continue
      expect([name, (100 * (peak - deepest)) / peak]).toEqual([
        name,
        expect.closeTo(Number(value), 9),
      ])
    }
  })

  it('is printed with its value and where to look', () => {
    for (const [name, own] of figures) {
      const text = figuresText(own)
      for (const { name: figure } of own) expect(text).toMatch(new RegExp(`^${figure}  \\S`, 'm'))
      expect(text).toContain(`run-${season}.${name.split('.')[1] ?? ''}@`)
      expect(text).not.toMatch(/undefined|NaN|null/)
    }
  })
})

it('a run of an unfinished season has no figures', async () => {
  const ledger = memoryLedger()
  const { batches } = await runSeason(ledger, await prepared(folder, busySeason(folder)))
  await batches.next()
  await batches.return(undefined)
  const found = await findRun(ledger, 'busy.amended')
  await expect(runFigures(ledger, found)).rejects.toThrow('season busy is not finished')
})

const isTickFall = ({ name }: Figure) => name === 'maxDrawdownTickPct'

/** What a check or a start says of equity, in USDT; null for other events. */
async function equityAt(ledger: Ledger, place: string): Promise<number | null> {
  const [stream = '', revision = ''] = place.split('@')
  if (stream.startsWith('checks-')) {
    const row = await denseRow(ledger, stream, Number(revision))
    return row!.values[0]! / 1e8
  }
  const event = (await readSparse(ledger, stream)).events[Number(revision)]!
  return event.type === 'GridStarted' ? Number(event.data.parameters.investment) : null
}

/** Records a season and gives the runs as `run --json` prints them. */
async function recorded(ledger: Ledger, season: PreparedSeason): Promise<readonly JsonRun[]> {
  const { outcome, batches } = await runSeason(ledger, season)
  const board = await lastValueFrom(from(batches).pipe(leaderboard()))
  const digest = { digest: '', events: 0 }
  const result = { board, outcome, digest, tape: season.tape.sealed, ledger: '', command: '' }
  return JSON.parse(JSON.stringify(leaderboardJson(result))).runs.map((report: JsonRun) =>
    report['published'] === null ? without(report, 'published') : report,
  )
}

function without(report: JsonRun, name: string): JsonRun {
  return Object.fromEntries(Object.entries(report).filter(([key]) => key !== name))
}

/** A value as a figure holds it: published ones as a list of names and values. */
function comparable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]))
}

/** What a sentence comes to: its numbers and + − · / and parentheses, up to the first clause. */
function reckon(arithmetic: string): number {
  const [expression = ''] = arithmetic.split(', ')
  const tokens = expression.replaceAll(',', '').match(/-?\d+(?:\.\d+)?|[+−·/()]/g) ?? []
  let next = 0
  const factor = (): number => {
    const token = tokens[next++]
    if (token !== '(') return Number(token)
    const inside = sum()
    next += 1
    return inside
  }
  const product = (): number => {
    let value = factor()
    while (tokens[next] === '·' || tokens[next] === '/') {
      value = tokens[next++] === '·' ? value * factor() : value / factor()
    }
    return value
  }
  const sum = (): number => {
    let value = product()
    while (tokens[next] === '+' || tokens[next] === '−') {
      value = tokens[next++] === '+' ? value + product() : value - product()
    }
    return value
  }
  const value = sum()
  return next === tokens.length ? value : NaN
}
