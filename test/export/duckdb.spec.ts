import { from, lastValueFrom } from 'rxjs'
import { batchLength } from '@gridledger/domain'
import { type Leaderboard, leaderboard } from '@gridledger/projections'
import { tableLayout } from '../../packages/replayer/src/export/columns'
import type { Exported } from '../../packages/replayer/src/export/exportTables'
import { EXTENSIONS } from '../../packages/replayer/src/export/outFolder'
import { findTarget } from '../../packages/replayer/src/export/target'
import { memoryLedger } from '../../packages/replayer/src/ledger/memoryLedger'
import { runSeason } from '../../packages/replayer/src/season/runSeason'
import { BUSY, busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { streamsOf } from '../support/streams'
import { type Ask, describeWithDuckDb, duckDb, tableIn } from './duckdb'
import { exportedTo } from './exporting'

const suite = suiteFolder()

/** Where JSON has numbers of both signs, DuckDB takes its widest whole numbers. */
const WHOLE = /^(BIGINT|HUGEINT)$/
const NUMBER = /^(DOUBLE|BIGINT|HUGEINT)$/
/** What a kind of column is read as: in Parquet, and where DuckDB has to find out. */
const READ_AS: Readonly<Record<string, readonly [inParquet: RegExp, elsewhere: RegExp]>> = {
  text: [/^VARCHAR$/, /./],
  json: [/^VARCHAR$/, /^(VARCHAR|JSON|STRUCT.*|.*\[\])$/],
  flag: [/^BOOLEAN$/, /^BOOLEAN$/],
  integer: [/^BIGINT$/, WHOLE],
  time: [/^TIMESTAMP WITH TIME ZONE$/, /^TIMESTAMP( WITH TIME ZONE)?$/],
  number: [/^DOUBLE$/, NUMBER],
  money: [/^DOUBLE$/, NUMBER],
  decimal: [/^DOUBLE$/, NUMBER],
}

const ledger = memoryLedger()
let board: Leaderboard
beforeAll(async () => {
  const { batches } = await runSeason(ledger, await prepared(suite, busySeason(suite)))
  board = await lastValueFrom(from(batches).pipe(leaderboard()))
})

describeWithDuckDb.each(EXTENSIONS)(
  'a season as %s, read by DuckDB (where installed)',
  (format) => {
    let folder = ''
    let tables: readonly Exported[] = []
    let ask: Ask
    const tableOf = (type: string) => tableIn(folder, type, format)

    beforeAll(async () => {
      const target = await findTarget(ledger, BUSY)
      ;({ folder, tables } = await exportedTo(suite.path, ledger, target, format))
      ask = await duckDb()
    })

    it('has as many rows as there are events', async () => {
      const counts = new Map<string, number>()
      for (const batch of (await streamsOf(ledger)).values()) {
        if (batch.kind === 'dense')
          counts.set(batch.type, (counts.get(batch.type) ?? 0) + batchLength(batch))
        else for (const { type } of batch.events) counts.set(type, (counts.get(type) ?? 0) + 1)
      }
      for (const { type } of tables) {
        const [row] = await ask(`SELECT count(*)::INTEGER AS rows FROM ${tableOf(type)}`)
        expect([type, row!['rows']]).toEqual([type, counts.get(type)])
        counts.delete(type)
      }
      expect([...counts.keys()]).toEqual([])
    })

    it('has numbers as numbers and times as times', async () => {
      for (const { type } of tables) {
        const found = await ask(`DESCRIBE SELECT * FROM ${tableOf(type)}`)
        const { columns } = tableLayout(type)
        expect(found.map(({ column_name: name }) => name)).toEqual(columns.map(({ name }) => name))
        const counts = columns.map(({ name }) => `count("${name}")::INTEGER AS "${name}"`)
        const [values] = await ask(`SELECT ${counts.join(', ')} FROM ${tableOf(type)}`)
        for (const [index, { name, kind }] of columns.entries()) {
          // What is empty has no type but in Parquet.
          if (format !== 'parquet' && values![name] === 0) continue
          const [inParquet, elsewhere] = READ_AS[kind]!
          const read = String(found[index]!['column_type'])
          const isFit = (format === 'parquet' ? inParquet : elsewhere).test(read)
          expect({ type, name, read, isFit }).toEqual({ type, name, read, isFit: true })
        }
      }
    })

    it('has times to the microsecond', async () => {
      for (const { type } of tables) {
        const differs = `epoch_us(time) <> "timeMicros"`
        expect(await ask(`SELECT * FROM ${tableOf(type)} WHERE ${differs}`)).toEqual([])
      }
    })

    it('adds up to what run --json says', async () => {
      const exact = (column: string) => `sum(${column}::DECIMAL(18, 8))::VARCHAR`
      const fills = await ask(
        `SELECT contestant, count(*)::INTEGER AS fills, ${exact('fee')} AS fees
       FROM ${tableOf('OrderFilled')} GROUP BY contestant`,
      )
      const fundings = await ask(
        `SELECT contestant, ${exact('amount')} AS funding FROM ${tableOf('FundingSettled')} GROUP BY contestant`,
      )
      const liquidated = await ask(
        `SELECT contestant, ${exact('fee')} AS fee FROM ${tableOf('PositionLiquidated')} GROUP BY contestant`,
      )
      const ended = await ask(
        `SELECT contestant, equity::DECIMAL(18, 8)::VARCHAR AS equity
       FROM ${tableOf('GridStopped')} WHERE reason = 'seasonEnd'`,
      )
      const of = (rows: typeof fills, contestant: string, column: string) =>
        rows.find((row) => row['contestant'] === contestant)?.[column]
      const amount = (value: unknown) => Number(value ?? 0)
      expect(board.rows).toHaveLength(4)
      for (const { entry, report } of board.rows) {
        const { contestant } = entry
        expect(of(fills, contestant, 'fills')).toBe(report.tradeNum)
        const fees =
          amount(of(fills, contestant, 'fees')) + amount(of(liquidated, contestant, 'fee'))
        expect(fees).toBeCloseTo(Number(report.fee), 8)
        expect(amount(of(fundings, contestant, 'funding'))).toBe(Number(report.fundingFee))
        const equity = of(ended, contestant, 'equity')
        if (equity !== undefined) expect(Number(equity)).toBe(Number(report.equity))
      }
      expect(ended.length).toBeGreaterThan(0)
      expect(fundings.length).toBeGreaterThan(0)
    })
  },
)
