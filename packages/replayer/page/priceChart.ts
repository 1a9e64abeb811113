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
  const { times, tapes, priceDecimals } = data
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
  if (tapes.length > 1) holdSpan(chart, times)
  let shown: PageCandles | undefined
  const { primitive, show } = overlayOf(chart, series, data)
  series.attachPrimitive(primitive)
  return {
    chart,
    show: (run) => {
      const candles = tapes[run.tape]
      if (candles !== undefined && candles !== shown) series.setData(bars(times, candles))
      shown = candles
      show(run)
    },
  }
}

/** A candle for each time; one without a price only keeps its place on the axis. */
function bars(
  times: readonly number[],
  candles: PageCandles,
): (import('lightweight-charts').CandlestickData | import('lightweight-charts').WhitespaceData)[] {
  return times.map((seconds, index) => {
    const time = chartTime(seconds)
    const [open, high, low, close] = [
      candles.open[index] ?? null,
      candles.high[index] ?? null,
      candles.low[index] ?? null,
      candles.close[index] ?? null,
    ]
    const isThere = open !== null && high !== null && low !== null && close !== null
    return isThere ? { time, open, high, low, close } : { time }
  })
}

/** A line that nobody sees: without one the axis would end with the tape that is shown. */
function holdSpan(chart: ChartApi, times: readonly number[]): void {
  const line = chart.addSeries(LightweightCharts.LineSeries, {
    color: 'transparent',
    priceScaleId: '',
    lastValueVisible: false,
    priceLineVisible: false,
    crosshairMarkerVisible: false,
  })
  line.setData(times.map((time) => ({ time: chartTime(time), value: 0 })))
}
