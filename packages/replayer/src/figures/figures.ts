import type { Ledger } from '@gridledger/domain'
import { bookedEquity } from '@gridledger/projections'
import type { FoundRun } from '../season/findRun'
import { closestFigure } from './closestCheck'
import { deepestFall } from './deepestFall'
import { equityFigures } from './equityFigures'
import { type Figure, figure, ground } from './figure'
import { offGridTicks } from './offGridTicks'
import { profitFigures } from './profitFigures'
import { gridChanges, journalFacts } from './runFacts'
import { placeText } from '../audit/reference'

/**
 * Every figure that `run` prints of a run, derived from its journal, its checks and its ticks: the
 * value, how it comes about, and the events that it rests on. Throws Failure (not found) for a run
 * whose season is unfinished.
 */
export async function runFigures(ledger: Ledger, run: FoundRun): Promise<readonly Figure[]> {
  const journal = await journalFacts(ledger, run)
  const changes = await gridChanges(ledger, run)
  const { event, balances } = journal.started
  const start = { place: placeText(event), equity: bookedEquity(balances) }
  const fall = await deepestFall(ledger, run.streams.checks, start, journal.ticks)
  const spells = await offGridTicks(ledger, run, changes)
  const facts = { run, journal, changes, fall, spells }
  const closest = await closestFigure(ledger, run)
  return [...equityFigures(facts), ...profitFigures(facts), closest, ...publishedFigure(run)]
}

/** What somebody else published of the contestant; nothing where nobody did. */
function publishedFigure({ facts: { slice }, contestant }: FoundRun): readonly Figure[] {
  return slice.events.flatMap((event, revision) => {
    if (event.type !== 'ContestantEntered' || event.data.contestant !== contestant) return []
    const { published } = event.data
    if (published === null) return []
    const value: Record<string, string> = {}
    for (const [name, text] of Object.entries(published)) value[name] = String(text)
    const entered = ground('its entry', `${slice.stream}@${revision}`)
    return [figure('published', value, 'published elsewhere, as the season file has it', entered)]
  })
}

/** The figures as a person reads them: value, how it comes about, where to look. */
export function figuresText(figures: readonly Figure[], isFull = false): string {
  const shown = isFull ? Infinity : SHOWN
  return figures.map((each) => figureText(each, shown)).join('\n')
}

/** How many events of a figure are shown: the first ones, and how many more there are. */
const SHOWN = 6

function figureText({ name, value, arithmetic, from }: Figure, shown: number): string {
  const width = Math.max(...from.slice(0, shown).map(({ what }) => what.length))
  const left = from.length - shown
  return [
    `${name}  ${valueText(value)}`,
    `  ${arithmetic}`,
    ...from.slice(0, shown).map(({ what, event }) => `    ${what.padEnd(width)}  ${event}`),
    ...(left > 0 ? [`    and ${left} more (--full prints them)`] : []),
    '',
  ].join('\n')
}

function valueText(value: Figure['value']): string {
  if (value === null) return 'none'
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value)
  if (isList(value)) return value.length === 0 ? 'none' : `${value.length} in a list`
  return Object.entries(value)
    .map(([key, text]) => `${key} ${text}`)
    .join(', ')
}

const isList = (value: object): value is readonly unknown[] => Array.isArray(value)
