/** What a forecast is made from: numbers below this, so that every sum on the way is exact. */
const EXACT = 2 ** 51
/** A larger one is none: 4096 of them stay within `EXACT`. */
const LARGEST = 2 ** 39
/** What a forecast may be wrong by through rounding alone. */
const NEAR = 64

/**
 * Foretells how a column moves from how another does: where one is a multiple of the other, as a
 * maintenance margin is of the equity while position and tier stay, what is left is 0. The factor is
 * taken anew when a forecast was wrong twice in a row.
 */
function foretold(factor: number, change: number): number {
  const forecast = Math.round(change * factor)
  return forecast >= -LARGEST && forecast <= LARGEST ? forecast : 0
}

const isWrong = (left: number) => left > NEAR || left < -NEAR

/**
 * Rows `from` to before `to` of a column without what another one foretells of them; undefined where
 * numbers are too large for that.
 */
export function withoutForecast(
  base: Float64Array,
  column: Float64Array,
  from: number,
  to: number,
): Float64Array | undefined {
  const left = new Float64Array(to - from)
  let [baseBefore, before, sum] = [0, 0, 0]
  let [factor, wasWrong] = [0, false]
  for (let row = from; row < to; row += 1) {
    const number = base[row] ?? NaN
    const value = column[row] ?? NaN
    if (!(number > -EXACT && number < EXACT && value > -EXACT && value < EXACT)) return undefined
    const change = number - baseBefore
    const moved = value - before
    const rest = moved - foretold(factor, change)
    sum += rest
    left[row - from] = sum
    if (isWrong(rest) && wasWrong && change !== 0) factor = moved / change
    wasWrong = isWrong(rest)
    baseBefore = number
    before = value
  }
  return left
}

/** Gives `count` rows of a column from row `start` on what was taken from them. */
export function withForecast(
  base: Float64Array,
  column: Float64Array,
  start: number,
  count: number,
): void {
  let [baseBefore, before, sum] = [0, 0, 0]
  let [factor, wasWrong] = [0, false]
  for (let row = start; row < start + count; row += 1) {
    const number = base[row] ?? NaN
    const left = column[row] ?? NaN
    const change = number - baseBefore
    const rest = left - sum
    const moved = rest + foretold(factor, change)
    const value = before + moved
    column[row] = value
    if (isWrong(rest) && wasWrong && change !== 0) factor = moved / change
    wasWrong = isWrong(rest)
    baseBefore = number
    before = value
    sum = left
  }
}
