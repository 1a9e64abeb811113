/**
 * The number at an index of a column. A read beyond the end is a broken invariant, so it throws
 * where TypeScript would otherwise ask every hot loop what to do with `undefined`.
 */
export function at(column: ArrayLike<number>, index: number): number {
  const value = column[index]
  if (value === undefined) throw new RangeError(`no row ${index} in a column of ${column.length}`)
  return value
}
