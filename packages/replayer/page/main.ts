/** Draws the charts; the choice of a contestant changes them and the tables until the signal says stop. */
function drawPage(data: PageData, signal: AbortSignal): void {
  const figures = (['returnPct', 'fallPct'] as const).map((figure) => {
    const legend = part(`${figure}-legend`)
    legend.replaceChildren()
    return curveChart(part(`${figure}-chart`), legend, data, figure)
  })
  const price = priceChart(part('price-chart'), data, gridOverlay)
  const liquidation = priceChart(part('liquidation-chart'), data, liquidationOverlay)
  const charts = [...figures, price, liquidation].map(({ chart }) => chart)
  keepTogether(charts)
  listenForMoves(price.chart, signal)
  const select = part('contestant')
  const choose = () => {
    const name = select instanceof HTMLSelectElement ? select.value : data.chosen
    const run = data.runs.find(({ contestant }) => contestant === name)
    if (run === undefined) return
    for (const figure of figures) figure.choose(name)
    price.show(run)
    liquidation.show(run)
    for (const section of document.querySelectorAll<HTMLElement>('[data-contestant]')) {
      section.hidden = section.dataset['contestant'] !== name
    }
  }
  select.addEventListener('change', choose, { signal })
  choose()
  for (const chart of charts) chart.timeScale().fitContent()
  signal.addEventListener('abort', () => {
    for (const chart of charts) chart.remove()
  })
}

function part(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no part ${id}`)
  return found
}

/** Moves and scales all charts as one. */
function keepTogether(charts: readonly ChartApi[]): void {
  let isMoving = false
  for (const moved of charts) {
    moved.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (isMoving || range === null) return
      isMoving = true
      for (const chart of charts) {
        if (chart !== moved) chart.timeScale().setVisibleLogicalRange(range)
      }
      isMoving = false
    })
  }
}

let drawing = new AbortController()
drawPage(pageData, drawing.signal)
// The library takes its colours once, so that another scheme is another drawing.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  drawing.abort()
  drawing = new AbortController()
  drawPage(pageData, drawing.signal)
})
