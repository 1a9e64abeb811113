import { parseDecimal } from '@gridledger/domain'
import type { Audit } from '../audit/audit'
import type { Step } from '../audit/chain'
import { headline } from '../audit/headline'
import { notesOf } from '../audit/notes'
import type { Pairing } from '../audit/pairing'
import { type Placed, isOf } from '../audit/records'
import { placeText } from '../audit/reference'
import { ROLES } from '../audit/roles'
import { rowPlace, rowText } from '../audit/tapeHeadline'
import type { Words } from '../audit/words'
import { type Working, differs } from '../audit/working'
import { accountTable } from './accountTable'
import { paint } from '../text/terminal'
import { grouped } from '../text/format'

/** An audit as a person reads it; `isFull` prints the whole chain. */
export function auditText(audit: Audit, isFull: boolean): string {
  const { subject, words, workings, account, pairing, problems, steps } = audit
  const [, ...causes] = steps
  return [
    '',
    ...titleLines(audit),
    ...notesOf(subject.placed, words),
    ...(causes.length === 0 ? [] : ['', paint('bold', 'Why, nearest cause first')]),
    ...chainLines(causes, subject.placed, words, isFull),
    ...(workings.length === 0 ? [] : ['', paint('bold', 'Figures, counted again')]),
    ...workings.map(workingLine),
    ...(pairing === null ? [] : ['', paint('bold', 'Pair'), `  ${pairText(pairing, words)}`]),
    ...(account === null ? [] : ['', accountTable(account, words)]),
    '',
    verdict(workings, problems),
    '',
  ].join('\n')
}

/** What is audited: its names, its moment and what it is. */
export function titleLines({ subject, words, steps }: Audit): readonly string[] {
  const { placed, book } = subject
  const { event } = placed
  const [first] = steps
  const bar = first?.kind === 'event' ? first.bar : null
  const isFill = isOf('OrderFilled')(placed) && book !== null
  const names = isFill ? [`${book.found.run}#${placed.event.data.fill}`] : []
  const tick = event.tick === null ? [] : [`tick ${grouped(event.tick)}`]
  return [
    paint('bold', [...names, placeText(placed)].join('  ')),
    [event.type, words.time(event.timeMicros), ...tick].join(', '),
    '',
    headline(placed, words, bar),
  ]
}

/** A place in short where it lies in the same stream. */
export function shortPlace(placed: Placed, { stream }: Placed): string {
  return placed.stream === stream ? `@${placed.revision}` : placeText(placed)
}

const NEAREST = 8
/** A chain that is longer than this is folded. */
const LONGEST = 15

function chainLines(
  causes: readonly Step[],
  subject: Placed,
  words: Words,
  isFull: boolean,
): readonly string[] {
  const lines = (steps: readonly Step[]) => steps.flatMap((step) => stepLines(step, subject, words))
  const first = causes.findLastIndex(
    (step) => step.kind === 'event' && isOf('OrderPlaced')(step.placed),
  )
  if (isFull || causes.length <= LONGEST || first <= NEAREST) return lines(causes)
  const folded = causes.slice(NEAREST, first)
  const from = folded.at(-1)
  const to = folded[0]
  const time = (step: Step | undefined) =>
    step?.kind === 'event' ? words.time(step.placed.event.timeMicros) : ''
  const span = `from ${time(from)} to ${time(to)}`
  const fold = `… ${folded.length} orders and fills back and forth, ${span} (--full prints them)`
  return [
    ...lines(causes.slice(0, NEAREST)),
    paint('dim', `  ${''.padEnd(LABEL)}${fold}`),
    ...lines(causes.slice(first)),
  ]
}

const LABEL = 13

function stepLines(step: Step, subject: Placed, words: Words): readonly string[] {
  const label = (text: string) => `  ${paint('cyan', text.padEnd(LABEL))}`
  const below = (text: string) => paint('dim', `  ${''.padEnd(LABEL)}${text}`)
  const { bar } = step
  if (step.kind === 'row')
    return [`${label('row')}${rowText(step.row, bar, words)}`, below(rowPlace(step.row))]
  const { placed } = step
  const { event } = placed
  const place = `${shortPlace(placed, subject)}, ${words.time(event.timeMicros)}`
  return [`${label(ROLES[event.type])}${headline(placed, words, bar)}`, below(place)]
}

function workingLine(working: Working): string {
  const { name, formula, value, unit, recorded } = working
  const shown = (text: string) => (parseDecimal(text) === undefined ? short(text) : grouped(text))
  const result = `${shown(value)}${unit === '' ? '' : ` ${unit}`}`
  const line = `  ${paint('cyan', name.padEnd(LABEL))}${formula} = ${result}`
  if (recorded === null) return line
  if (!differs(working)) return `${line}, ${paint('dim', 'as recorded')}`
  return `${line}, ${paint('red', `BUT ${short(recorded)} IS RECORDED`)}`
}

const LONGEST_VALUE = 48

/** Lists of prices, and JSON, by their beginning. */
function short(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1)}…`
}

function pairText({ role, slot, partner, profit, formula }: Pairing, words: Words): string {
  const { quoteCurrency } = words.units.instrument
  if (role === 'closes-base') {
    const bought = partner === null ? 'the amendment' : partner
    return `It closes the base of slot ${slot} from ${bought}: that belongs to no pair.`
  }
  if (partner === null || profit === null)
    return `It opens a pair in slot ${slot} that nothing has closed.`
  const pair = role === 'opens' ? `${partner} closes` : `${partner} opened`
  const earned = `${formula ?? ''} = ${grouped(profit)} ${quoteCurrency}`
  return `It ${role} a pair in slot ${slot} that ${pair}.\n  profit       ${earned}`
}

function verdict(workings: readonly Working[], problems: readonly string[]): string {
  if (problems.length > 0)
    return problems.map((problem) => paint('red', `NOT AS RECORDED  ${problem}`)).join('\n')
  const count = workings.filter(({ recorded }) => recorded !== null).length
  if (count === 0) return paint('dim', 'Every cause is in the ledger.')
  const figures = count === 1 ? 'The figure is' : `All ${count} figures are`
  return paint('dim', `${figures} as recorded, and every cause is in the ledger.`)
}
