/** Lines closer than this many pixels are a surface: only the outermost are drawn. */
const CLOSEST_PIXELS = 3

/** Where a stretch of buckets begins and ends on the screen: the outer edges of its first and last. */
function stretch(chart: ChartApi, from: number, to: number): readonly [number, number] | null {
  const scale = chart.timeScale()
  const left = scale.timeToCoordinate(chartTime(from))
  const right = scale.timeToCoordinate(chartTime(to))
  if (left === null || right === null) return null
  const half = Math.max(0.5, scale.options().barSpacing / 2)
  return [left - half, right + half]
}

/** Shades over the whole height while the price was beyond the grid. */
function drawSpells({ context, height, chart }: Sheet, { spells }: PageRun): void {
  context.fillStyle = colour('beyond')
  let drawnTo = -Infinity
  for (const [from, to] of spells) {
    const edges = stretch(chart, from, to)
    if (edges === null) continue
    // Where two touch, their shades must not add up.
    const left = Math.max(drawnTo, edges[0])
    drawnTo = Math.max(drawnTo, edges[1])
    if (edges[1] > left) context.fillRect(left, 0, edges[1] - left, height)
  }
}

/** Each line from when it was laid to when others took its place. */
function drawLines({ context, chart, series }: Sheet, { lines }: PageRun): void {
  const colours = {
    outer: colour('line'),
    inner: colour('inner-line'),
    dense: colour('dense-lines'),
  }
  for (const { from, to, prices } of lines) {
    const edges = stretch(chart, from, to)
    const heights = prices.map((price) => series.priceToCoordinate(price))
    const [bottom = null, top = null] = [heights[0], heights.at(-1)]
    if (edges === null || bottom === null || top === null) continue
    const [left, width] = [edges[0], edges[1] - edges[0]]
    const isDense = (bottom - top) / Math.max(1, prices.length - 1) < CLOSEST_PIXELS
    context.fillStyle = colours.dense
    if (isDense) context.fillRect(left, top, width, bottom - top)
    context.fillStyle = colours.inner
    for (const height of isDense ? [] : heights.slice(1, -1)) {
      if (height !== null) context.fillRect(left, Math.round(height), width, 1)
    }
    context.fillStyle = colours.outer
    for (const height of [bottom, top]) context.fillRect(left, Math.round(height), width, 2)
  }
}

/** Buys point up to their price from below, sells down from above; there may be several at one. */
function drawFills(sheet: Sheet, { fills }: PageRun): void {
  const { context, width, chart, series } = sheet
  const scale = chart.timeScale()
  const spacing = scale.options().barSpacing
  const size = Math.min(7, Math.max(3, spacing * 0.45))
  const colours = { buy: colour('buy'), sell: colour('sell') }
  context.font = '10px sans-serif'
  context.textAlign = 'center'
  for (const [time, side, low, high, count] of fills) {
    const x = scale.timeToCoordinate(chartTime(time))
    const y = series.priceToCoordinate(side === 'buy' ? low : high)
    if (x === null || y === null || x < -size || x > width + size) continue
    const away = side === 'buy' ? 1 : -1
    context.fillStyle = colours[side]
    context.beginPath()
    context.moveTo(x, y)
    context.lineTo(x - size, y + away * size * 1.5)
    context.lineTo(x + size, y + away * size * 1.5)
    context.fill()
    if (count > 1 && spacing > 12) context.fillText(`×${count}`, x, y + away * (size * 1.5 + 6) + 3)
  }
}
