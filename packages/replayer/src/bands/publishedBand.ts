import { Decimal, type Published } from '@gridledger/domain'
import type { Band, BandFigure } from './bandFigures'

/** The figures that are published of a contestant. */
const PUBLISHED = ['returnPct', 'peakReturnPct', 'peakToEndPct'] as const

/** A published figure beside the band of ours. */
export interface PublishedFigure {
  readonly figure: BandFigure
  readonly published: string
  readonly band: Band
  /** How far it lies below the least or above the most, in its own unit; 0 within the band. */
  readonly beyond: string
}

/** Each published figure of a contestant; what it was rounded to counts as within. */
export function publishedFigures(
  published: Published | null,
  bands: Readonly<Record<BandFigure, Band>>,
): readonly PublishedFigure[] {
  return PUBLISHED.flatMap((figure): readonly PublishedFigure[] => {
    const text = published?.[figure]
    if (text === undefined) return []
    const band = bands[figure]
    return [{ figure, published: text, band, beyond: beyond(text, band).toFixed() }]
  })
}

function beyond(published: string, { least, most }: Band): Decimal {
  const value = new Decimal(published)
  const [, decimals = ''] = published.split('.')
  const rounding = new Decimal(10).pow(-decimals.length).div(2)
  const away = Decimal.max(new Decimal(least).minus(value), value.minus(most))
  return away.gt(rounding) ? away : new Decimal(0)
}
