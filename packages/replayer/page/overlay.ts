type CandleSeries = import('lightweight-charts').ISeriesApi<'Candlestick'>
type Primitive = import('lightweight-charts').ISeriesPrimitive
type PaneView = import('lightweight-charts').IPrimitivePaneView

/** What is drawn on: the chart, its candles and the canvas of the moment, in pixels of the page. */
interface Sheet {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  readonly chart: ChartApi
  readonly series: CandleSeries
}

/** What is drawn of a run over the price, and how much of the price scale it asks for. */
interface OverlayParts {
  readonly layers: readonly (readonly [
    zOrder: 'bottom' | 'top',
    drawRun: (sheet: Sheet, run: PageRun) => void,
  ])[]
  readonly labels: (run: PageRun | undefined) => readonly number[]
  /** The lowest and the highest price while the candles from `first` to `last` are shown. */
  readonly scale: (
    run: PageRun | undefined,
    first: number,
    last: number,
  ) => readonly [low: number, high: number]
}

interface Overlay {
  readonly primitive: Primitive
  readonly show: (run: PageRun) => void
}

/** Draws one run over the candles of a price chart. */
function overlay(
  chart: ChartApi,
  series: CandleSeries,
  { layers, labels, scale }: OverlayParts,
): Overlay {
  let shown: PageRun | undefined
  let requestUpdate = () => {}
  const views = layers.map(([zOrder, drawRun]): PaneView => {
    return {
      zOrder: () => zOrder,
      renderer: () => ({
        draw: (target) => {
          target.useMediaCoordinateSpace(({ context, mediaSize: { width, height } }) => {
            if (shown !== undefined) drawRun({ context, width, height, chart, series }, shown)
          })
        },
      }),
    }
  })
  const primitive: Primitive = {
    attached: (attachment) => {
      requestUpdate = attachment.requestUpdate
    },
    paneViews: () => views,
    priceAxisViews: () => labels(shown).map((price) => axisLabel(series, price)),
    autoscaleInfo: (first, last) => {
      const [minValue, maxValue] = scale(shown, Math.max(0, first), last)
      return { priceRange: { minValue, maxValue } }
    },
  }
  return {
    primitive,
    show: (run) => {
      shown = run
      requestUpdate()
    },
  }
}

/** The lowest and the highest price of a run's tape from the candle `first` to `last`. */
function seenPrices(
  { tapes }: PageData,
  run: PageRun | undefined,
  first: number,
  last: number,
): readonly [low: number, high: number] {
  const candles = tapes[run?.tape ?? 0]
  const seen = (prices: readonly (number | null)[] = []) =>
    prices.slice(first, last + 1).filter((price) => price !== null)
  const [lows, highs] = [seen(candles?.low), seen(candles?.high)]
  return lows.length === 0 ? [0, 1] : [lowestOf(lows), highestOf(highs)]
}

function lowestOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity)
}

function highestOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity)
}

function axisLabel(
  series: CandleSeries,
  price: number,
): import('lightweight-charts').ISeriesPrimitiveAxisView {
  return {
    coordinate: () => series.priceToCoordinate(price) ?? -100,
    text: () => series.priceFormatter().format(price),
    textColor: () => colour('panel'),
    backColor: () => colour('line'),
  }
}
