import type { Band } from './bandFigures'
import { publishedFigures } from './publishedBand'

const band = (least: string, recorded: string, most: string): Band => ({ least, recorded, most })
const zero = band('0', '0', '0')
const FIGURES = {
  returnPct: band('5.10', '5.34', '5.81'),
  peakReturnPct: zero,
  peakToEndPct: band('1.5', '1.6', '1.7'),
  maxDrawdownPct: zero,
  maxDrawdownTickPct: zero,
  tradeNum: zero,
  gridProfit: zero,
  fee: zero,
  fundingFee: zero,
  offGridHoursAbove: zero,
  offGridHoursBelow: zero,
}

describe('publishedFigures', () => {
  it.each([
    ['5.34', '0'],
    ['5.10', '0'],
    ['5.81', '0'],
    ['5.814', '0.004'],
    // What is published was rounded: 5.85 to 5.95, or 5.5 to 6.5.
    ['5.9', '0.09'],
    ['6', '0'],
    ['7', '1.19'],
    ['5.0', '0.1'],
    ['5.05', '0.05'],
    ['-5', '10.1'],
  ])('says that a published %s lies %s beyond 5.10 to 5.81', (returnPct, beyond) => {
    expect(publishedFigures({ returnPct }, FIGURES)).toEqual([
      { figure: 'returnPct', published: returnPct, band: FIGURES.returnPct, beyond },
    ])
  })

  it('has those figures that are published, and none where nothing is', () => {
    const published = { peakToEndPct: '1.72', rank: 3, bestDay: '1' }
    expect(publishedFigures(published, FIGURES).map(({ figure }) => figure)).toEqual([
      'peakToEndPct',
    ])
    expect(publishedFigures(null, FIGURES)).toEqual([])
  })
})
