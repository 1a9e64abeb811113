import { Decimal, MICROS_PER_DAY } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'

/** A Markdown table; the columns of these names are set left, all others right. */
export function tableText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly string[] = ['contestant'],
): string {
  const rule = head.map((name) => (left.includes(name) ? '---' : '---:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

/** Sentences as a paragraph of lines as wide as the page's. */
export function paragraph(text: string, width = 104): string {
  const lines = ['']
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? ''
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines.map((line) => `${line}\n`).join('')
}

/** A count with its unit, in words up to twelve. */
export function counted(count: number, unit: string): string {
  const words = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ')
  return `${words[count] ?? count} ${unit}${count === 1 ? '' : 's'}`
}

/** `a, b and c` */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}

export const two = (value: Decimal | string | number) => new Decimal(value).toFixed(2)
export const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`

/** `2025-11-03 23:00` */
export const minuteText = (timeMicros: number) => isoTime(timeMicros).slice(0, 16).replace('T', ' ')
/** `2025-11-03` */
export const dayText = (timeMicros: number) => isoTime(timeMicros).slice(0, 10)
/** `3 Nov` */
export function shortDay(timeMicros: number): string {
  const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
  const [, month = 1, day = 1] = dayText(timeMicros).split('-').map(Number)
  return `${day} ${months[month - 1] ?? ''}`
}
export const isMidnight = (timeMicros: number) => timeMicros % MICROS_PER_DAY === 0
