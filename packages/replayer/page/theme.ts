/** The library as its standalone build gives it: one global. */
declare const LightweightCharts: typeof import('lightweight-charts')

type ChartApi = import('lightweight-charts').IChartApi
type ChartTime = import('lightweight-charts').UTCTimestamp
type PageData = import('./pageData').PageData
type PageCurve = import('./pageData').PageCurve
type PageRun = import('./pageData').PageRun
type PageCandles = import('./pageData').PageCandles
/** What the page carries, in a script of its own. */
declare const pageData: PageData

/** A colour of the page's style sheet, where light and dark are told apart. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

const CONTESTANT_COLOURS = 8

/** The colour of the n-th curve; when all are used up they come again. */
function curveColour(curves: readonly PageCurve[], index: number): string {
  const isBenchmark = curves[index]?.isBenchmark === true
  if (!isBenchmark) return colour(`curve-${index % CONTESTANT_COLOURS}`)
  const before = curves.slice(0, index).filter((curve) => curve.isBenchmark).length
  return colour(`hold-${before % 2}`)
}

function chartOptions(
  data: PageData,
): import('lightweight-charts').DeepPartial<import('lightweight-charts').TimeChartOptions> {
  return {
    autoSize: true,
    layout: {
      background: { color: colour('panel') },
      textColor: colour('muted'),
      fontFamily: getComputedStyle(document.body).fontFamily,
      attributionLogo: false,
    },
    grid: { vertLines: { color: colour('rule') }, horzLines: { color: colour('rule') } },
    rightPriceScale: { borderColor: colour('rule'), minimumWidth: 86 },
    timeScale: {
      borderColor: colour('rule'),
      timeVisible: true,
      secondsVisible: spacing(data) < 60,
      minBarSpacing: 0.05,
      fixLeftEdge: true,
      fixRightEdge: true,
      lockVisibleTimeRangeOnResize: true,
      tickMarkFormatter: tickMark(data.timeZone),
    },
    localization: { timeFormatter: momentIn(data.timeZone), locale: 'en-GB' },
    // The wheel and a finger's vertical swipe belong to the page.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  }
}

function spacing({ times }: PageData): number {
  return (times[1] ?? 0) - (times[0] ?? 0)
}

/** `2025-10-23 18:30`, in a zone. */
function momentIn(timeZone: string): (time: import('lightweight-charts').Time) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  return (time) => (typeof time === 'number' ? format.format(time * 1000) : '')
}

/** What stands below the time axis: the clock within a day, else the day, month or year. */
function tickMark(
  timeZone: string,
): (time: import('lightweight-charts').Time, type: number) => string {
  const formats = [
    { year: 'numeric' },
    { month: 'short' },
    { day: 'numeric', month: 'short' },
    { hour: '2-digit', minute: '2-digit' },
    { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  ] as const
  const made = formats.map((fields) => new Intl.DateTimeFormat('en-GB', { timeZone, ...fields }))
  return (time, type) => (typeof time === 'number' ? (made[type]?.format(time * 1000) ?? '') : '')
}

/** Whole seconds are the library's times. */
function isChartTime(seconds: number): seconds is ChartTime {
  return Number.isSafeInteger(seconds)
}

function chartTime(seconds: number): ChartTime {
  if (isChartTime(seconds)) return seconds
  throw new Error(`expected whole seconds, found ${seconds}`)
}
