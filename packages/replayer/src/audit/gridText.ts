import type { ForkSet, GridParameters } from '@gridledger/domain'
import { grouped } from '../text/format'

/** `neutral, 20 arithmetic grids from 106,000 to 116,000, 5x` */
export function gridText(parameters: GridParameters): string {
  const { direction, gridCount, spacing, lowerPrice, upperPrice, leverage } = parameters
  const range = `from ${grouped(lowerPrice)} to ${grouped(upperPrice)}`
  return `${direction}, ${gridCount} ${spacing} grids ${range}, ${leverage}x`
}

/** `gridCount 30, lowerPrice 109,000` */
export function setText(set: ForkSet): string {
  return Object.entries(set)
    .map(([name, value]) => {
      if (value === null) return `${name} none`
      if (typeof value === 'object') return `${name} by ${Object.entries(value).flat().join(' ')}`
      return `${name} ${/^\d/.test(String(value)) ? grouped(String(value)) : String(value)}`
    })
    .join(', ')
}
