import { type HeatMap, heatMapSvg } from './heatMap'

const MAP: HeatMap = {
  title: 'season & <bot>',
  figure: 'returnPct',
  better: 'higher',
  x: { name: 'gridCount', values: ['10', '20', '30'] },
  y: { name: 'width', values: ['4000', '8000'] },
  cells: [
    [-5, 0, null],
    [1, 2, 12.3456],
  ],
}

/** The cells' colours by what they tell of themselves. */
const cellsOf = (svg: string) =>
  new Map(
    [...svg.matchAll(/fill="([^"]+)"><title>([^<]+)<\/title>/g)].map(([, fill = '', told = '']) => [
      told,
      fill,
    ]),
  )

describe('heatMapSvg', () => {
  it('tells of every cell what it is, and colours the best and the worst', () => {
    const cells = cellsOf(heatMapSvg(MAP))
    expect([...cells.keys()]).toEqual([
      'gridCount 10, width 4000: -5',
      'gridCount 20, width 4000: 0',
      'gridCount 30, width 4000: refused',
      'gridCount 10, width 8000: 1',
      'gridCount 20, width 8000: 2',
      'gridCount 30, width 8000: 12.35',
    ])
    expect(cells.get('gridCount 10, width 4000: -5')).toBe('#440154')
    expect(cells.get('gridCount 30, width 8000: 12.35')).toBe('#fde725')
    expect(cells.get('gridCount 30, width 4000: refused')).toBe('url(#refused)')
  })

  it('turns the scale where lower is better', () => {
    const cells = cellsOf(heatMapSvg({ ...MAP, better: 'lower' }))
    expect(cells.get('gridCount 10, width 4000: -5')).toBe('#fde725')
    expect(cells.get('gridCount 30, width 8000: 12.35')).toBe('#440154')
  })

  it('is well-formed, with its words escaped', () => {
    for (const cells of [MAP.cells, [[null, null, null]], [[1, 1, 1]], [[Infinity, 1, null]]]) {
      const svg = heatMapSvg({
        ...MAP,
        cells,
        y: { ...MAP.y, values: cells.map((_, row) => `${row}`) },
      })
      const open: string[] = []
      for (const [, isEnd, name = '', isEmpty] of svg.matchAll(/<(\/)?([a-zA-Z]+)[^<>]*?(\/)?>/g)) {
        if (isEnd !== undefined) expect(open.pop()).toBe(name)
        else if (isEmpty === undefined) open.push(name)
      }
      expect(open).toEqual([])
      expect(svg).toContain('season &amp; &lt;bot&gt;')
      expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    }
  })

  it('labels its axes and its legend', () => {
    const svg = heatMapSvg(MAP)
    for (const word of [
      'gridCount',
      'width',
      '10',
      '8000',
      '-5',
      '12.35',
      'refused',
      'returnPct; higher is better',
    ])
      expect(svg).toContain(`>${word}</text>`)
  })
})
