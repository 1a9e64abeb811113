/** The grid widens the price scale by at most this share of the prices' own span. */
const WIDEST = 0.75

/** Behind the candles grid lines and off-grid spells, before them the fills of the run that is shown. */
function gridOverlay(chart: ChartApi, series: CandleSeries, data: PageData): Overlay {
  return overlay(chart, series, {
    layers: [
      ['bottom', drawSpells],
      ['bottom', drawLines],
      ['top', drawFills],
    ],
    labels: outermost,
    scale: (run, first, last) => {
      const [low, high] = seenPrices(data, run, first, last)
      const room = (high - low) * WIDEST || high / 100
      const lines = (run?.lines ?? []).flatMap(({ prices }) => [
        prices[0] ?? low,
        ...prices.slice(-1),
      ])
      return [
        Math.max(low - room, lowestOf([low, ...lines])),
        Math.min(high + room, highestOf([high, ...lines])),
      ]
    },
  })
}

/** The lowest and the highest of the lines that were in force last. */
function outermost(run: PageRun | undefined): readonly number[] {
  const last = run?.lines.at(-1)?.prices ?? []
  const [low, high] = [last[0], last.at(-1)]
  return low === undefined || high === undefined ? [] : [low, high]
}
