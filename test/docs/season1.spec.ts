import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { memoryLedger } from '@gridledger/replayer'
import { TAPES, describeWithData, play, prepared, seasonOne } from '../season/shared'
import { markdownTable } from './seasonTables'

const PAGE = join(__dirname, '..', '..', 'docs', 'season-1.md')

function tableIn(page: string, name: string): string {
  const [, table] =
    new RegExp(`<!-- table: ${name} -->\n\n([\\s\\S]*?)\n<!-- end -->`).exec(page) ?? []
  if (table === undefined) throw new Error(`docs/season-1.md has no table ${name}`)
  return table
}

describeWithData('the tables of docs/season-1.md (needs ../shared/data)', () => {
  it.each(Object.keys(TAPES))('come from the engine: %s', async (name) => {
    const tape = TAPES[name]
    if (tape === undefined) throw new Error(`no tape ${name}`)
    const { board } = await play(memoryLedger(), await prepared(seasonOne({ tape })))
    const page = readFileSync(PAGE, 'utf8')
    const made = markdownTable(board)
    if (process.env['UPDATE_DOCS'] === '1') {
      writeFileSync(
        PAGE,
        page.replace(tableIn(page, name), () => made),
      )
    } else expect(tableIn(page, name)).toBe(made)
  })
})
