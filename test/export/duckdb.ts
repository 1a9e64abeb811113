import { createRequire } from 'node:module'
import { join } from 'node:path'

/** DuckDB's own reader, where its binary for this platform is installed. */
function load(): typeof import('@duckdb/node-api') | undefined {
  try {
    return createRequire(__filename)('@duckdb/node-api')
  } catch {
    return undefined
  }
}
const api = load()
export const describeWithDuckDb = api === undefined ? describe.skip : describe

export type Answer = readonly Readonly<Record<string, unknown>>[]
export type Ask = (sql: string) => Promise<Answer>

/** Asks DuckDB; the rows as JSON has them: numbers beyond 2^53, decimals and times as texts. */
export async function duckDb(): Promise<Ask> {
  const database = await api!.DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await database.connect()
  await connection.run("SET TimeZone = 'UTC'")
  return async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson()
}

/** A table of an export as SQL names it. */
export const tableIn = (folder: string, type: string, format: string) =>
  `'${join(folder, `${type}.${format}`)}'`
