import { type Column, EVENT_TYPES, tableLayout } from '../../packages/replayer/src/export/columns'
import { tableText } from '../docs/markdown'
import { expectBlock } from '../docs/page'

/** What a kind of column is, in a word. */
const WORDS: Readonly<Record<Column['kind'], string>> = {
  text: 'text',
  json: 'JSON',
  flag: 'true/false',
  integer: 'whole',
  time: 'time',
  number: 'number',
  money: 'number',
  decimal: 'number',
}
const PLACE = new Set(
  'stream revision tape season contestant run time timeMicros tick causeStream causeRevision schemaVersion exact'.split(
    ' ',
  ),
)

/** Columns of a kind after one another, the kind once: `` `fill` whole, `side` text ``. */
function listed(columns: readonly Column[]): string {
  return columns.map(({ name, kind }) => `\`${name}\` ${WORDS[kind]}`).join(', ')
}

it('docs/export.md lists the columns of every table', () => {
  const groups = new Map<string, readonly Column[]>()
  const rows = EVENT_TYPES.map((type) => {
    const own = tableLayout(type).columns.filter(({ name }) => {
      return (
        !PLACE.has(name) ||
        (name === 'tape' && (type === 'SeasonOpened' || type === 'RunForked')) ||
        isContestant(type, name)
      )
    })
    const shown: string[] = []
    for (const column of own) {
      const [, group] = /^(parameters|instrument|set)\./.exec(column.name) ?? []
      if (group === undefined) {
        shown.push(listed([column]))
        continue
      }
      const title = `\`${group}.…\``
      if (!shown.includes(title)) shown.push(title)
      groups.set(
        title,
        own.filter(({ name }) => name.startsWith(`${group}.`)),
      )
    }
    return [`\`${type}\``, shown.join(', ') || '–']
  })
  const more = [...groups].map(([title, columns]) => [
    title,
    columns.map((column) => listed([column]).replace(/^`\w+\./, '`')).join(', '),
  ])
  const text = tableText(
    ['table', 'columns of its own'],
    [...rows, ...more],
    ['table', 'columns of its own'],
  )
  expectBlock('export.md', 'columns', text)
})

function isContestant(type: string, name: string): boolean {
  return type === 'ContestantEntered' && name === 'contestant'
}
