import { styleText } from 'node:util'
import Table from 'cli-table3'

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan' | 'magenta' | 'blue'

/** Colours a text on a terminal that wants it, and nowhere else. */
export function paint(style: Style, text: string): string {
  const wanted = process.stdout.isTTY && process.env['NO_COLOR'] === undefined
  return wanted ? styleText(style, text) : text
}

/** Green above zero, red below. */
export function paintSign(value: string, text: string): string {
  if (/^-?0*\.?0*$/.test(value)) return text
  return paint(value.startsWith('-') ? 'red' : 'green', text)
}

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

const NO_LINES = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'])
    .map((name) => [name, '']),
)

/** Rows under titles without rules, numbers to the right. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    head: columns.map(({ title }) => paint('dim', title)),
    colAligns: columns.map(({ align }) => align ?? 'right'),
    chars: { ...NO_LINES, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const row of rows) made.push([...row])
  return made
    .toString()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')
}

const BARS = '▁▂▃▄▅▆▇█'

/** A curve in a line of text, from its lowest to its highest value. */
export function sparkline(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const steps = BARS.length - 1
  return values
    .map((value) => BARS[high === low ? 0 : Math.round(((value - low) / (high - low)) * steps)])
    .join('')
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Made once a zone: making one costs far more than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: timeZone === 'UTC' ? 'short' : 'longOffset',
  })
  formats.set(timeZone, format)
  return format
}

/** A moment in a time zone, with its name: `2025-10-23 18:30 UTC`; seconds where there are any. */
export function moment(micros: number, timeZone: string): string {
  const written = formatOf(timeZone).formatToParts(micros / 1000)
  const parts = new Map(written.map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  const fraction = micros % 1_000_000
  const digits = String(fraction).padStart(6, '0')
  const decimals = fraction === 0 ? '' : `.${digits.replace(/000$/, '')}`
  const isWhole = part('second') === '00' && fraction === 0
  const seconds = isWhole ? '' : `:${part('second')}${decimals}`
  const date = `${part('year')}-${part('month')}-${part('day')}`
  return `${date} ${part('hour')}:${part('minute')}${seconds} ${part('timeZoneName')}`
}

/** Whether a name is a time zone that this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
