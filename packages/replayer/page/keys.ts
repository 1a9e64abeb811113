/** How far one press moves or scales, as a share of what is shown. */
const STEP = 0.2

/** What the buttons of `data-move` and the keys of a focused chart do to the stretch that is shown. */
const MOVES: Readonly<Record<string, (chart: ChartApi) => void>> = {
  earlier: (chart) => shift(chart, -STEP, -STEP),
  later: (chart) => shift(chart, STEP, STEP),
  closer: (chart) => shift(chart, STEP, -STEP),
  wider: (chart) => shift(chart, -STEP, STEP),
  all: (chart) => chart.timeScale().fitContent(),
}
const KEYS: Readonly<Record<string, string>> = {
  ArrowLeft: 'earlier',
  ArrowRight: 'later',
  '+': 'closer',
  '=': 'closer',
  '-': 'wider',
  '0': 'all',
  Home: 'all',
}

/** Moves both edges by shares of what is shown; the charts keep within their data. */
function shift(chart: ChartApi, left: number, right: number): void {
  const scale = chart.timeScale()
  const range = scale.getVisibleLogicalRange()
  if (range === null) return
  const shown = range.to - range.from
  scale.setVisibleLogicalRange({ from: range.from + left * shown, to: range.to + right * shown })
}

/** Lets buttons and keys move a chart (and all that move with it) until the signal says stop. */
function listenForMoves(chart: ChartApi, signal: AbortSignal): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-move]')) {
    const move = MOVES[button.dataset['move'] ?? '']
    button.addEventListener('click', () => move?.(chart), { signal })
  }
  for (const figure of document.querySelectorAll<HTMLElement>('.chart')) {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const move = MOVES[KEYS[event.key] ?? '']
      if (move === undefined) return
      event.preventDefault()
      move(chart)
    }
    figure.addEventListener('keydown', press, { signal })
  }
}
