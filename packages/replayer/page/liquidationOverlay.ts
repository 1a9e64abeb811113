/** Prices farther than this share beyond those that are seen lie outside the chart. */
const FARTHEST = 0.5

/** Behind the candles the prices at which the run that is shown would have been liquidated. */
function liquidationOverlay(chart: ChartApi, series: CandleSeries, data: PageData): Overlay {
  const end = data.times.at(-1) ?? 0
  return overlay(chart, series, {
    layers: [['bottom', (sheet, run) => drawLiquidation(sheet, run, end)]],
    labels: () => [],
    scale: (run, first, last) => {
      const [low, high] = seenPrices(data, run, first, last)
      const [from, to] = [data.times[Math.floor(first)] ?? 0, data.times[Math.ceil(last)] ?? end]
      const steps = run?.liquidation ?? []
      const seen = steps.filter(
        ([begin], index) => begin <= to && (steps[index + 1]?.[0] ?? Infinity) > from,
      )
      const lower = seen.flatMap((step) => [step[1] ?? low, step[3] ?? low])
      const upper = seen.flatMap((step) => [step[2] ?? high, step[4] ?? high])
      return [
        Math.max(low * (1 - FARTHEST), lowestOf([low, ...lower])),
        Math.min(high * (1 + FARTHEST), highestOf([high, ...upper])),
      ]
    },
  })
}

/** A line for each price and the zone beyond it, a thinner one for each price after fills. */
function drawLiquidation(sheet: Sheet, { liquidation }: PageRun, end: number): void {
  const { context, height, chart, series } = sheet
  const colours = {
    now: colour('liquidation'),
    beyond: colour('liquidation-zone'),
    after: colour('after-fills'),
  }
  for (const [index, [from, lower, upper, lowerAfter, upperAfter]] of liquidation.entries()) {
    const next = liquidation[index + 1]?.[0]
    const edges = stretch(chart, from, end)
    // A step ends where the next one begins.
    const right = next === undefined ? edges?.[1] : stretch(chart, next, next)?.[0]
    if (edges === null || right === undefined) continue
    const [left, width] = [edges[0], right - edges[0]]
    for (const price of [lowerAfter, upperAfter]) {
      const y = price === null ? null : series.priceToCoordinate(price)
      context.fillStyle = colours.after
      if (y !== null) context.fillRect(left, Math.round(y), width, 1)
    }
    for (const [price, isLower] of [[lower, true] as const, [upper, false] as const]) {
      const y = price === null ? null : series.priceToCoordinate(price)
      if (y === null) continue
      context.fillStyle = colours.beyond
      context.fillRect(left, isLower ? y : 0, width, isLower ? height - y : y)
      context.fillStyle = colours.now
      context.fillRect(left, Math.round(y) - 1, width, 2)
    }
  }
}
