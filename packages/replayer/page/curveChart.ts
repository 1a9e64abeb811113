/** A chart with one line a contestant, and how it follows the choice. */
interface CurveChart {
  readonly chart: ChartApi
  /** Draws the chosen contestant's line stronger than the others. */
  readonly choose: (contestant: string) => void
}

/**
 * Draws one figure of every curve; the legend names them with their values at the crosshair (else
 * the last ones) and hides or shows a line when its name is pressed.
 */
function curveChart(
  container: HTMLElement,
  legend: HTMLElement,
  data: PageData,
  figure: 'returnPct' | 'fallPct',
): CurveChart {
  const { times, curves } = data
  const chart = LightweightCharts.createChart(container, chartOptions(data))
  chart.priceScale('right').applyOptions({ scaleMargins: { top: 0.04, bottom: 0.04 } })
  const percent = { type: 'custom' as const, minMove: 0.01, formatter: signedPercent }
  const room = roomFor(curves, figure)
  const lines = curves.map((curve, index) => {
    const line = chart.addSeries(LightweightCharts.LineSeries, {
      color: curveColour(curves, index),
      lineWidth: curve.isBenchmark ? 1 : 2,
      priceFormat: percent,
      lastValueVisible: false,
      priceLineVisible: false,
      crosshairMarkerRadius: 3,
      pointMarkersVisible: times.length < 3,
      autoscaleInfoProvider: scaleOf(curve, figure, room),
    })
    line.setData(points(times, curve[figure]))
    const entry = legendEntry(curve, curveColour(curves, index), (visible) =>
      line.applyOptions({ visible }),
    )
    legend.append(entry.button)
    return { curve, line, entry }
  })
  const show = (index: number) => {
    for (const { curve, entry } of lines) entry.show(curve[figure].at(index) ?? undefined)
  }
  const showLast = () => {
    for (const { curve, entry } of lines) {
      entry.show(curve[figure].findLast((value) => value !== null) ?? undefined)
    }
  }
  showLast()
  const indexOf = new Map(times.map((time, index) => [time, index]))
  chart.subscribeCrosshairMove(({ time }) => {
    const index = typeof time === 'number' ? indexOf.get(time) : undefined
    if (index === undefined) showLast()
    else show(index)
  })
  return {
    chart,
    choose: (contestant) => {
      for (const { curve, line, entry } of lines) {
        const isChosen = curve.name === contestant
        entry.button.classList.toggle('chosen', isChosen)
        if (!curve.isBenchmark) line.applyOptions({ lineWidth: isChosen ? 3 : 2 })
        if (isChosen) line.setSeriesOrder(lines.length)
      }
    },
  }
}

type Scale = import('lightweight-charts').AutoscaleInfo | null

/** What benchmarks may take of the scale: half as much again as the contestants need. */
function roomFor(
  curves: readonly PageCurve[],
  figure: 'returnPct' | 'fallPct',
): readonly [number, number] {
  const contestants = curves.filter(({ isBenchmark }) => !isBenchmark)
  const least = Math.min(...contestants.map((curve) => lowest(curve[figure])))
  const most = Math.max(
    ...contestants.map((curve) => -lowest(curve[figure].map((value) => -(value ?? 0)))),
  )
  const more = (most - least || 1) / 2
  return [least - more, most + more]
}

function lowest(values: readonly (number | null)[]): number {
  return values.reduce((a: number, b) => Math.min(a, b ?? 0), 0)
}

/** A held position may leave the chart rather than flatten the contestants; falls end at zero. */
function scaleOf(
  { isBenchmark }: PageCurve,
  figure: 'returnPct' | 'fallPct',
  [least, most]: readonly [number, number],
): (base: () => Scale) => Scale {
  return (base) => {
    const range = base()?.priceRange ?? null
    if (range === null) return null
    const top = figure === 'fallPct' ? 0 : range.maxValue
    if (!isBenchmark) return { priceRange: { minValue: range.minValue, maxValue: top } }
    const within = (value: number) => Math.min(most, Math.max(least, value))
    return { priceRange: { minValue: within(range.minValue), maxValue: within(top) } }
  }
}

/** A point for each time; one without a value only keeps its place on the axis. */
function points(
  times: readonly number[],
  values: readonly (number | null)[],
): { time: ChartTime; value?: number }[] {
  return times.map((time, index) => {
    const value = values[index] ?? null
    return value === null ? { time: chartTime(time) } : { time: chartTime(time), value }
  })
}

/** A name with its value, as a button that hides and shows its line. */
function legendEntry(
  { name, isBenchmark }: PageCurve,
  swatch: string,
  setVisible: (visible: boolean) => void,
): { readonly button: HTMLButtonElement; readonly show: (value: number | undefined) => void } {
  const [button, mark, value] = [
    document.createElement('button'),
    document.createElement('i'),
    document.createElement('b'),
  ]
  button.type = 'button'
  button.title = 'show or hide this line'
  button.setAttribute('aria-pressed', 'true')
  mark.style.borderTopColor = swatch
  mark.classList.toggle('thin', isBenchmark)
  button.append(mark, name, value)
  button.addEventListener('click', () => {
    const visible = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(visible))
    setVisible(visible)
  })
  return {
    button,
    show: (percent) => {
      value.textContent = percent === undefined ? '' : signedPercent(percent)
    },
  }
}

function signedPercent(value: number): string {
  const text = value.toFixed(2)
  if (Number(text) === 0) return '0.00 %'
  return `${value > 0 ? '+' : '−'}${text.replace('-', '')} %`
}
