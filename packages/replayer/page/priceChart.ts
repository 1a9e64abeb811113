interface PriceChart {
  readonly chart: ChartApi
  /** Shows another contestant. */
  readonly show: (run: PageRun) => void
}

/** The price as candles, and over it what `overlayOf` draws of one contestant. */
function priceChart(
  container: HTMLElement,
  data: PageData,
  overlayOf: (chart: ChartApi, series: CandleSeries, data: PageData) => Overlay,
): PriceChart {
  const { times, candles, priceDecimals } = data
  const chart = LightweightCharts.createChart(container, chartOptions(data))
  chart.priceScale('right').applyOptions({ scaleMargins: { top: 0.05, bottom: 0.05 } })
  // The lines across are those of the run alone.
  chart.applyOptions({ grid: { horzLines: { visible: false } } })
  const digits = new Intl.NumberFormat('en-US', { maximumFractionDigits: priceDecimals })
  const priceText = (price: number) => digits.format(price)
  const series = chart.addSeries(LightweightCharts.CandlestickSeries, {
    upColor: colour('candle-up'),
    wickUpColor: colour('candle-up'),
    downColor: colour('candle-down'),
    wickDownColor: colour('candle-down'),
    borderVisible: false,
    priceLineVisible: false,
    lastValueVisible: false,
    priceFormat: { type: 'custom', formatter: priceText, minMove: 10 ** -priceDecimals },
  })
  series.setData(
    times.map((time, index) => ({
      time: chartTime(time),
      open: candles.open[index] ?? 0,
      high: candles.high[index] ?? 0,
      low: candles.low[index] ?? 0,
      close: candles.close[index] ?? 0,
    })),
  )
  const { primitive, show } = overlayOf(chart, series, data)
  series.attachPrimitive(primitive)
  return { chart, show }
}
