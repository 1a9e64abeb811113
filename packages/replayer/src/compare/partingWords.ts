import type { Ledger } from '@gridledger/domain'
import { setText } from '../audit/gridText'
import { headline } from '../audit/headline'
import { placeText } from '../audit/reference'
import { type Words, wordsOf } from '../audit/words'
import type { FoundRun } from '../season/findRun'
import { grouped } from '../text/format'
import { type FieldDifference, valueText } from '../verify/fieldDifferences'
import { type FoundCause, causesOf } from './causes'
import type { FirstDifference } from './firstDifference'
import { LETTERS } from './letters'
import { placedOf } from './placedOf'
import type { HistoryEvent } from './runHistory'

/** Where two runs part, in sentences. */
export interface PartingWords {
  /** When, and how much they have in common until then. */
  readonly summary: string
  /** What happened in each, by its letter, with the event's place and its causes. */
  readonly sides: readonly {
    readonly letter: string
    readonly lines: readonly string[]
  }[]
  /** What is not the same in two events of one kind: `parameters.gridCount: a 20, b 10`. */
  readonly fields: readonly string[]
}

/** A run that is compared, and the letter that stands for it. */
interface Lettered {
  readonly letter: string
  readonly found: FoundRun
}

/** Names more fields than these by their number alone. */
const FIELDS_SHOWN = 8

/** Where each run but the first parts from the first. */
export async function spokenPartings(
  ledger: Ledger,
  found: readonly FoundRun[],
  partings: readonly (FirstDifference | null)[],
  timeZone: string,
): Promise<readonly PartingWords[]> {
  const lettered = found.map((run, index) => ({ letter: LETTERS[index] ?? '', found: run }))
  const [first, ...others] = lettered
  if (first === undefined) throw new Error('a comparison of nothing')
  return Promise.all(
    others.map((other, index) =>
      partingWords(ledger, [first, other], partings[index] ?? null, timeZone),
    ),
  )
}

async function partingWords(
  ledger: Ledger,
  [a, b]: readonly [Lettered, Lettered],
  parting: FirstDifference | null,
  timeZone: string,
): Promise<PartingWords> {
  if (parting === null) {
    const summary = `${a.letter} and ${b.letter} are the same, event by event, to their end.`
    return { summary, sides: [], fields: [] }
  }
  const sides = [
    { ...a, side: parting.a, isIdle: parting.only === 'b' },
    { ...b, side: parting.b, isIdle: parting.only === 'a' },
  ]
  const letters = [a.letter, b.letter] as const
  const shown = parting.fields.slice(0, FIELDS_SHOWN).map((each) => fieldText(each, letters))
  const more = parting.fields.length - shown.length
  return {
    summary: summaryOf(parting, [a, b], timeZone),
    sides: await Promise.all(
      sides.map(async ({ letter, found, side, isIdle }) => {
        const words = wordsOf(found.units, timeZone)
        const lines = await sideLines(ledger, side, words, isIdle)
        return { letter, lines: [...forkedHere(found, side), ...lines] }
      }),
    ),
    fields: more > 0 ? [...shown, `and ${more} more`] : shown,
  }
}

/** What a fork set, where it is at its seam that it parts. */
function forkedHere({ forks }: FoundRun, side: HistoryEvent | null): readonly string[] {
  const here = forks.findLast(({ event }) => event.timeMicros === side?.event.timeMicros)
  const set = here?.event.data.set ?? {}
  return Object.keys(set).length === 0 ? [] : [`It was forked here: ${setText(set)}.`]
}

function summaryOf(
  { common, a: mine, b: other, only }: FirstDifference,
  [a, b]: readonly [Lettered, Lettered],
  timeZone: string,
): string {
  const first = only === 'b' ? other : (mine ?? other)
  const at = wordsOf(a.found.units, timeZone).time(first?.event.timeMicros ?? 0)
  const events = common === 1 ? 'event' : `${grouped(common)} events`
  const pair = `${a.letter} and ${b.letter}`
  if (common === 0) return `${pair} part with their first event, ${at}.`
  return `${pair} part at ${at}, after ${events} that both have in common.`
}

/** What happened, where it stands, and what brought it about. */
async function sideLines(
  ledger: Ledger,
  side: HistoryEvent | null,
  words: Words,
  isIdle: boolean,
): Promise<readonly string[]> {
  if (side === null) return ['Nothing more happened: it has no later event.']
  const placed = placedOf(side.event)
  const place = placeText(placed)
  if (isIdle) {
    const later = `Nothing happened then; its next event is at ${words.time(side.event.timeMicros)}:`
    return [later, headline(placed, words), place]
  }
  const causes = await causesOf(ledger, side)
  return [headline(placed, words), place, ...causes.map((cause) => causeText(cause, words))]
}

function causeText({ place, placed }: FoundCause, words: Words): string {
  if (placed === undefined) return `because of ${placeText(place)}, which the ledger does not have`
  return `because of ${placeText(place)}: ${headline(placed, words)}`
}

/** A value longer than this is not shown: a list of lines, say. */
const LONGEST_VALUE = 24

function fieldText({ field, values }: FieldDifference, letters: readonly [string, string]): string {
  const texts = values.map(valueText)
  if (texts.some((text) => text.length > LONGEST_VALUE)) return field
  const sides = texts.map((text, index) => `${letters[index] ?? ''} ${text.replaceAll('"', '')}`)
  return `${field}: ${sides.join(', ')}`
}
