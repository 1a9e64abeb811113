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

/** The grid widens the price scale by at most this share of the prices' own span. */
const WIDEST = 0.75

/** Behind the candles grid lines and off-grid spells, before them the fills of the run that is shown. */
function gridOverlay(
  chart: ChartApi,
  series: CandleSeries,
  { candles }: PageData,
): { readonly primitive: Primitive; readonly show: (run: PageRun) => void } {
  let shown: PageRun | undefined
  let requestUpdate = () => {}
  const layer = (zOrder: 'bottom' | 'top', drawRun: (sheet: Sheet, run: PageRun) => void) => {
    const view: PaneView = {
      zOrder: () => zOrder,
      renderer: () => ({
        draw: (target) => {
          target.useMediaCoordinateSpace(({ context, mediaSize: { width, height } }) => {
            if (shown !== undefined) drawRun({ context, width, height, chart, series }, shown)
          })
        },
      }),
    }
    return view
  }
  const views = [layer('bottom', drawSpells), layer('bottom', drawLines), layer('top', drawFills)]
  const primitive: Primitive = {
    attached: (attachment) => {
      requestUpdate = attachment.requestUpdate
    },
    paneViews: () => views,
    priceAxisViews: () => outermost(shown).map((price) => axisLabel(series, price)),
    autoscaleInfo: (first, last) => {
      const seen = (prices: readonly number[]) => prices.slice(Math.max(0, first), last + 1)
      const [low, high] = [lowestOf(seen(candles.low)), highestOf(seen(candles.high))]
      const room = (high - low) * WIDEST || high / 100
      const lines = (shown?.lines ?? []).flatMap(({ prices }) => [
        prices[0] ?? low,
        ...prices.slice(-1),
      ])
      return {
        priceRange: {
          minValue: Math.max(low - room, lowestOf([low, ...lines])),
          maxValue: Math.min(high + room, highestOf([high, ...lines])),
        },
      }
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

function lowestOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity)
}

function highestOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity)
}

/** The lowest and the highest of the lines that were in force last. */
function outermost(run: PageRun | undefined): readonly number[] {
  const last = run?.lines.at(-1)?.prices ?? []
  const [low, high] = [last[0], last.at(-1)]
  return low === undefined || high === undefined ? [] : [low, high]
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
