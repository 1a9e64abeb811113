/** Copies of columns in memory that threads share: a message that holds them copies nothing. */
export function sharedColumns(columns: readonly Float64Array[]): readonly Float64Array[] {
  return columns.map((column) => {
    const shared = new Float64Array(new SharedArrayBuffer(column.byteLength))
    shared.set(column)
    return shared
  })
}
