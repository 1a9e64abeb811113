import {
  type InstrumentUnits,
  type Ledger,
  type ReadBatch,
  type SparseEvent,
  batchLength,
} from '@gridledger/domain'
import { valueOf } from '../failure'
import { type EventType, type TableLayout, tableLayout } from './columns'
import { type Rows, denseRows, sparseRows } from './rows'
import type { Table } from './table'
import type { Target } from './target'

/**
 * Reads the streams one after the other and gives each type's rows, in order of stream and revision,
 * to its table. `tableOf` is asked at the first event of a type; undefined leaves the type out.
 * Holds one batch at a time.
 */
export async function exportStreams(
  ledger: Ledger,
  { streams, units }: Pick<Target, 'streams' | 'units'>,
  tableOf: (layout: TableLayout) => Table | undefined,
  onEvents: (count: number) => void,
): Promise<void> {
  const open = new Map<EventType, { readonly layout: TableLayout; readonly table?: Table }>()
  const openedOf = (type: EventType) => {
    const known = open.get(type)
    if (known !== undefined) return known
    const layout = tableLayout(type)
    const table = tableOf(layout)
    const opened = table === undefined ? { layout } : { layout, table }
    open.set(type, opened)
    return opened
  }
  for (const stream of streams) {
    for await (const either of ledger.read(stream)) {
      const read = valueOf(either)
      for (const type of typesIn(read)) {
        const { layout, table } = openedOf(type)
        table?.write(rowsOf(layout, read, units))
      }
      onEvents(batchLength(read.batch))
    }
  }
  for (const { table } of open.values()) table?.finish()
}

function typesIn({ batch }: ReadBatch): ReadonlySet<EventType> {
  return new Set(batch.kind === 'dense' ? [batch.type] : batch.events.map(({ type }) => type))
}

function rowsOf(layout: TableLayout, read: ReadBatch, units: InstrumentUnits): Rows {
  const { batch, firstRevision } = read
  if (batch.kind === 'dense') return denseRows(layout, read, batch, units)
  const events: SparseEvent[] = []
  const revisions: number[] = []
  for (const [index, event] of batch.events.entries()) {
    if (event.type !== layout.type) continue
    events.push(event)
    revisions.push(firstRevision + index)
  }
  return sparseRows(layout, read, { events, revisions }, units)
}
