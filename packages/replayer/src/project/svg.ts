import { type EChartsOption, init } from 'echarts'

export const CHART_WIDTH = 960
export const INK = '#333333'
export const FAINT = '#e3e3e3'

/** A chart as SVG on white, the same text wherever and however often it is drawn. */
export function svgOf(title: string, height: number, option: EChartsOption): string {
  const size = { width: CHART_WIDTH, height }
  const chart = init(null, null, { renderer: 'svg', ssr: true, locale: 'EN', ...size })
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { fontFamily: 'sans-serif', fontSize: 13, color: INK },
      title: { text: title, left: 16, top: 12, textStyle: { fontSize: 16, color: INK } },
      useUTC: true,
      ...option,
    })
    return withoutHover(chart.renderToSVGString())
  } finally {
    chart.dispose()
  }
}

/** Drops what only a mouse would see, with its ids, which count the charts drawn before. */
function withoutHover(svg: string): string {
  return `${svg
    .replace(/<style[\s\S]*?<\/style>\n?/g, '')
    .replace(/ class="zr\d+-cls-\d+"/g, '')
    .replace(/zr\d+-/g, '')
    .trim()}\n`
}
