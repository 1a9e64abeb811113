import {
  type Step,
  MINUTE,
  START,
  amended,
  everyMinute,
  refused,
  seasonOf,
  started,
  stopped,
  viewOf,
  viewsByTick,
} from './testing'
import { type OffGridSpell, offGrid } from './offGrid'

type Row = readonly [side: 'above' | 'below', from: number, to: number, depth: number]

const row = ({ side, fromMicros, toMicros, depthTicks }: OffGridSpell): Row => {
  return [side, (fromMicros - START) / MINUTE, (toMicros - START) / MINUTE, depthTicks]
}

/** The lines are 100 to 140. */
function after(prices: readonly number[], steps: readonly Step[] = []) {
  const run = { steps: [started(), ...steps] }
  const view = viewOf(offGrid, seasonOf({ ticks: everyMinute(...prices), runs: { bot: run } }))
  return { spells: view.spells.map(row), open: view.open === null ? null : row(view.open) }
}

describe('offGrid', () => {
  it.each<[name: string, prices: readonly number[], spells: readonly Row[]]>([
    ['inside', [120, 101, 139, 120], []],
    ['on the outermost lines is inside', [120, 140, 100, 120], []],
    ['one tick above', [120, 141, 120], [['above', 1, 2, 1]]],
    ['one tick below', [120, 99, 120], [['below', 1, 2, 1]]],
    ['the farthest of a spell', [120, 141, 143, 142, 140], [['above', 1, 4, 3]]],
    ['back on the line ends it', [120, 90, 80, 100, 120], [['below', 1, 3, 20]]],
    [
      'two spells on one side',
      [120, 150, 120, 145, 130],
      [
        ['above', 1, 2, 10],
        ['above', 3, 4, 5],
      ],
    ],
    [
      'above to below directly',
      [120, 150, 90, 95, 120],
      [
        ['above', 1, 2, 10],
        ['below', 2, 4, 10],
      ],
    ],
    [
      'below to above and back',
      [120, 99, 160, 70, 120],
      [
        ['below', 1, 2, 1],
        ['above', 2, 3, 20],
        ['below', 3, 4, 30],
      ],
    ],
  ])('%s', (_, prices, spells) => {
    expect(after(prices)).toEqual({ spells, open: null })
  })

  it('ends an open spell with the grid, at the season’s end', () => {
    expect(after([120, 150, 155], [stopped(2)])).toEqual({
      spells: [['above', 1, 2, 15]],
      open: null,
    })
  })

  it('leaves it open while the grid runs, until the events end', () => {
    const ticks = everyMinute(120, 150, 155)
    const views = viewsByTick(offGrid, seasonOf({ ticks, runs: { bot: { steps: [started()] } } }))
    expect(views.map(({ open }) => (open === null ? null : row(open)))).toEqual([
      null,
      ['above', 1, 1, 10],
      ['above', 1, 2, 15],
    ])
    expect(after([120, 150, 155])).toEqual({ spells: [['above', 1, 2, 15]], open: null })
  })

  it.each(['takeProfit', 'stopLoss', 'liquidated'] as const)(
    'sees nothing after the grid stopped by %s',
    (reason) => {
      const { spells, open } = after([120, 150, 155, 170, 90], [stopped(2, reason)])
      expect({ spells, open }).toEqual({ spells: [['above', 1, 2, 15]], open: null })
    },
  )

  it('sees nothing before the grid starts', () => {
    const late = { ...started(), tick: 2 }
    const run = { steps: [late] }
    const ticks = everyMinute(200, 50, 120, 141, 120)
    const view = viewOf(offGrid, seasonOf({ ticks, runs: { bot: run } }))
    expect(view.spells.map(row)).toEqual([['above', 3, 4, 1]])
  })

  it('measures from the lines as amended', () => {
    const wider = amended(1, { relaid: true, lines: [80, 100, 120, 140, 160] })
    expect(after([120, 120, 150, 75, 165, 120], [wider]).spells).toEqual([
      ['below', 3, 4, 5],
      ['above', 4, 5, 5],
    ])
    const narrower = amended(1, { relaid: true, lines: [110, 115, 120, 125, 130] })
    expect(after([120, 120, 135, 105, 120], [narrower]).spells).toEqual([
      ['above', 2, 3, 5],
      ['below', 3, 4, 5],
    ])
  })

  it('ends a spell at the tick whose amendment takes the price in', () => {
    // 145 lies above 140, and inside 160 from that tick on.
    const wider = amended(2, { relaid: true, lines: [80, 100, 120, 140, 160] })
    expect(after([120, 150, 145, 145, 120], [wider]).spells).toEqual([['above', 1, 2, 10]])
    expect(after([120, 150, 145, 165, 120], [wider]).spells).toEqual([
      ['above', 1, 2, 10],
      ['above', 3, 4, 5],
    ])
  })

  it('keeps its lines when an amendment was refused', () => {
    expect(after([120, 150, 141, 120], [refused(1)]).spells).toEqual([['above', 1, 3, 10]])
  })
})
