import { type Ledger, at } from '@gridledger/domain'
import type { FoundRun } from '../season/findRun'
import { type GridChange, denseRows } from './runFacts'

/** A time that the price spent beyond the grid, with the events that it rests on. */
export interface OffGridTicks {
  readonly side: 'above' | 'below'
  readonly fromMicros: number
  readonly toMicros: number
  readonly depthTicks: number
  /** The line that it was beyond. */
  readonly lineTicks: number
  readonly first: string
  readonly deepest: string
  /** The tick that came back, or what laid the grid anew or ended it. */
  readonly end: string
}

interface Range {
  readonly lowerTicks: number
  readonly upperTicks: number
}

const NO_RANGE: Range = { lowerTicks: -Infinity, upperTicks: Infinity }

/** Every spell beyond the outermost lines, from the ticks and the lines in force at each. */
export async function offGridTicks(
  ledger: Ledger,
  { streams }: FoundRun,
  changes: readonly GridChange[],
): Promise<readonly OffGridTicks[]> {
  const spells: OffGridTicks[] = []
  let open: OffGridTicks | null = null
  let range = NO_RANGE
  let next = 0
  for await (const { firstRevision, count, times, values } of denseRows(ledger, streams.ticks)) {
    for (let row = 0; row < count; row += 1) {
      const tick = firstRevision + row
      const [timeMicros, priceTicks] = [at(times, row), at(values, row)]
      const seen = spellAt(open, range, `${streams.ticks}@${tick}`, timeMicros, priceTicks)
      if (seen.closed !== null) spells.push(seen.closed)
      open = seen.open
      for (let change = changes[next]; change?.tick === tick; change = changes[next]) {
        next += 1
        if (change.type === 'ParametersAmended' && !change.data.relaid) continue
        if (open !== null) spells.push({ ...open, toMicros: timeMicros, end: change.place })
        open = null
        range = rangeAfter(change)
      }
    }
  }
  return spells
}

function rangeAfter(change: GridChange): Range {
  if (change.type === 'GridStopped') return NO_RANGE
  const { linesTicks } = change.data
  return { lowerTicks: at(linesTicks, 0), upperTicks: at(linesTicks, linesTicks.length - 1) }
}

/** The spell that a tick is in, and the one that it ends. */
function spellAt(
  open: OffGridTicks | null,
  { lowerTicks, upperTicks }: Range,
  place: string,
  timeMicros: number,
  priceTicks: number,
): { readonly open: OffGridTicks | null; readonly closed: OffGridTicks | null } {
  const closed = open === null ? null : { ...open, toMicros: timeMicros, end: place }
  if (priceTicks >= lowerTicks && priceTicks <= upperTicks) return { open: null, closed }
  const side = priceTicks > upperTicks ? ('above' as const) : ('below' as const)
  const lineTicks = side === 'above' ? upperTicks : lowerTicks
  const depthTicks = Math.abs(priceTicks - lineTicks)
  if (open?.side === side) {
    const isDeeper = depthTicks > open.depthTicks
    return { open: isDeeper ? { ...open, depthTicks, deepest: place } : open, closed: null }
  }
  const spell = { side, lineTicks, depthTicks, first: place, deepest: place, end: place }
  return { open: { ...spell, fromMicros: timeMicros, toMicros: timeMicros }, closed }
}
