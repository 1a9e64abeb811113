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

/** The lowest and the highest price of the candles from `first` to `last`. */
function seenPrices(
  { candles }: PageData,
  first: number,
  last: number,
): readonly [low: number, high: number] {
  return [
    lowestOf(candles.low.slice(first, last + 1)),
    highestOf(candles.high.slice(first, last + 1)),
  ]
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
