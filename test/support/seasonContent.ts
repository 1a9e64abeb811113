import type { DenseSlice, SeasonBatch, SparseSlice } from '@gridledger/projections'

/** What batches hold in all, event by event in the order of each stream, however they are cut. */
export type SeasonContent = Readonly<Record<string, readonly (readonly unknown[])[]>>

export function contentOf(batches: readonly SeasonBatch[]): SeasonContent {
  const content: Record<string, (readonly unknown[])[]> = {}
  const put = (stream: string, revision: number, event: unknown) => {
    const events = (content[stream] ??= [])
    events.push([revision, event])
  }
  const sparse = ({ stream, firstRevision, events }: SparseSlice) => {
    for (const [row, event] of events.entries()) put(stream, firstRevision + row, event)
  }
  const dense = (slice: DenseSlice | null) => {
    const columns = slice?.batch.columns ?? []
    for (let row = 0; row < (slice?.batch.count ?? 0); row += 1)
      put(
        slice?.stream ?? '',
        (slice?.firstRevision ?? 0) + row,
        columns.map((column) => column[row]),
      )
  }
  for (const { opening, fundings, marks, ticks, runs } of batches) {
    for (const slice of opening) sparse(slice)
    sparse(fundings)
    dense(marks)
    dense(ticks)
    for (const { events, checks } of runs.values()) {
      sparse(events)
      dense(checks)
    }
  }
  return content
}

/** All batches of a source. */
export async function collected(source: AsyncIterable<SeasonBatch>): Promise<SeasonBatch[]> {
  const batches: SeasonBatch[] = []
  for await (const batch of source) batches.push(batch)
  return batches
}
