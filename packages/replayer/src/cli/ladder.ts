import { type InstrumentUnits, type Preview, priceOf } from '@gridledger/domain'
import { distance, money, signedPercent } from '../text/format'
import { paint, table } from '../text/terminal'

/** More lines than these are shortened: the ends and what is near the price stay. */
const MOST_LINES = 40
const AT_THE_ENDS = 4
const NEAR_THE_PRICE = 10

interface LadderOf {
  readonly units: InstrumentUnits
  readonly preview: Preview
  readonly priceTicks: number
}

/** The lines from top to bottom with what rests on each, and the price between them. */
export function ladder({ units, preview, priceTicks }: LadderOf): string {
  const price = priceOf(units, priceTicks).toFixed()
  const decimals = units.tickSize.decimalPlaces()
  const below = preview.lines.findLastIndex((line) => Number(line) <= Number(price))
  const marks = marksOf(preview)
  const rows: string[][] = []
  let hidden = 0
  for (let index = preview.lines.length - 1; index >= 0; index -= 1) {
    const line = preview.lines[index] ?? ''
    const isOnLine = line === price
    if (index === below && !isOnLine) rows.push(priceRow(price, decimals))
    if (isHidden(index, below, preview.lines.length)) {
      hidden += 1
      continue
    }
    if (hidden > 0) rows.push(['…', '…', '', paint('dim', `${hidden} more lines`)])
    hidden = 0
    const away = `${signedPercent(distance(price, line), 2)} %`
    const mark = `${marks[index] ?? ''}${isOnLine ? paint('cyan', '  ◂ price') : ''}`
    rows.push([String(index), money(line, decimals), away, mark])
  }
  const columns = [
    { title: 'line' },
    { title: 'price' },
    { title: 'away' },
    { title: 'order', align: 'left' },
  ] as const
  return table(columns, rows)
}

function priceRow(price: string, decimals: number): string[] {
  return ['▸', money(price, decimals), '', '◂ price'].map((text) => paint('cyan', text))
}

function isHidden(index: number, below: number, count: number): boolean {
  if (count <= MOST_LINES) return false
  const isNear = index > below - NEAR_THE_PRICE && index <= below + NEAR_THE_PRICE
  return !isNear && index >= AT_THE_ENDS && index < count - AT_THE_ENDS
}

/** By line: BUY, SELL, with what closes the base marked, or nothing and why. */
function marksOf({ lines, orders, base }: Preview): readonly string[] {
  const sides = new Map(orders.map(({ side, price }) => [price, side]))
  const closing = base === '0' ? undefined : base.startsWith('-') ? 'buy' : 'sell'
  const without = lines.filter((line) => !sides.has(line)).length
  return lines.map((line) => {
    const side = sides.get(line)
    if (side === undefined)
      return paint('dim', without === 1 ? 'empty' : 'waits for the price to pass')
    const word = side === 'buy' ? paint('green', 'BUY ') : paint('red', 'SELL')
    return side === closing ? `${word} ${paint('dim', 'base')}` : word
  })
}
