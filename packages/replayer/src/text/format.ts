import { Decimal } from '@gridledger/domain'
import { table } from './terminal'

/** A decimal string rounded half-even, its digits in groups of three: `1,022.50`. */
export function money(text: string, decimals: number): string {
  const [whole = '', fraction] = new Decimal(text).toFixed(decimals).split('.')
  const groups = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? groups : `${groups}.${fraction}`
}

/** A share of one as a percentage: `0.0781` is `7.81`. */
export function percent(share: string, decimals: number): string {
  return money(new Decimal(share).times(100).toFixed(), decimals)
}

/** A percentage that always shows its sign, zero apart: `+7.81`. */
export function signedPercent(share: string, decimals: number): string {
  const text = percent(share, decimals)
  if (/^-?0(\.0+)?$/.test(text)) return text.replace('-', '')
  return text.startsWith('-') ? text : `+${text}`
}

/** How far a price lies from another, as a share of the other. */
export function distance(from: string, to: string): string {
  return new Decimal(to).div(from).minus(1).toFixed()
}

/**
 * Rows of a name, a figure and what follows it (a unit, a remark), without titles: names and
 * remarks to the left, figures to the right.
 */
export function aligned(rows: readonly (readonly [string, string, string])[]): string {
  const columns = [
    { title: '', align: 'left' },
    { title: '' },
    { title: '', align: 'left' },
  ] as const
  const [_titles, ...lines] = table(columns, rows).split('\n')
  return lines.join('\n')
}

const UNITS = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['min', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1000],
  ['µs', 1],
] as const

/** A length of time in its two largest units: `1 h 30 min`. */
export function duration(micros: number): string {
  let rest = micros
  const parts = UNITS.map(([unit, length]) => {
    const count = Math.floor(rest / length)
    rest -= count * length
    return { unit, count }
  })
  const first = parts.findIndex(({ count }) => count > 0)
  const shown = parts.slice(first, first + 2).filter(({ count }) => count > 0)
  return shown.length === 0 ? '0 s' : shown.map(({ unit, count }) => `${count} ${unit}`).join(' ')
}

/** A decimal string with two decimals. */
export function fixed(text: string): string {
  return new Decimal(text).toFixed(2)
}

/** The same with a sign above zero. */
export function signedText(text: string): string {
  const value = new Decimal(text)
  return `${value.gt(0) ? '+' : ''}${value.toFixed(2)}`
}

/** Digits in groups of three: 413,407. */
export function grouped(value: number | string): string {
  const [whole = '', decimals] = String(value).split('.')
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return decimals === undefined || /^0*$/.test(decimals) ? digits : `${digits}.${decimals}`
}
