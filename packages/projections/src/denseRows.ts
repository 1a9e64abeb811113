import { type DenseBatch, at } from '@gridledger/domain'

/** The first row from `from` on that does not belong; the order never falls, so it is searched by halves. */
export function firstNot(
  batch: DenseBatch,
  column: number,
  from: number,
  belongs: (order: number) => boolean,
): number {
  const orders = batch.columns[column] ?? []
  let [low, high] = [from, batch.count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (belongs(at(orders, middle))) low = middle + 1
    else high = middle
  }
  return low
}

/** The rows of a batch from `from` to before `to`. */
export function rowsBetween(batch: DenseBatch, from: number, to: number): DenseBatch {
  return {
    ...batch,
    count: to - from,
    columns: batch.columns.map((column) => column.subarray(from, to)),
  }
}
