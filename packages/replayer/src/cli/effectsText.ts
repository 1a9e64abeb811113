import type { Audit } from '../audit/audit'
import type { Effect, MarkTicks } from '../audit/effects'
import { headline } from '../audit/headline'
import { placeText } from '../audit/reference'
import { ROLES } from '../audit/roles'
import { titleLines, shortPlace } from './auditText'
import { paint } from '../text/terminal'
import { grouped } from '../text/format'

/** So many steps of a chain are shown before it is folded: fewer where it is one of several. */
const LONGEST = 5
const LONGEST_OF_SEVERAL = 2
/** And so many effects of one event. */
const MOST = 8

/** What an event brought about, as a tree; `isFull` folds nothing. `mark` are a mark's ticks. */
export function effectsText(
  audit: Audit,
  effects: readonly Effect[],
  isFull: boolean,
  mark: MarkTicks | null,
): string {
  const stood = mark === null ? [] : [`It was the mark at ${markText(mark)}.`]
  return [
    '',
    ...titleLines(audit),
    ...stood,
    '',
    ...summary(audit, effects),
    ...tree(audit, effects, isFull),
    '',
  ].join('\n')
}

const markText = ({ first, last }: MarkTicks) =>
  first === last ? `tick ${grouped(first)}` : `ticks ${grouped(first)} to ${grouped(last)}`

function summary({ words }: Audit, effects: readonly Effect[]): readonly string[] {
  if (effects.length === 0) return [paint('bold', 'No event names it as its cause.')]
  const count = effects.length === 1 ? 'one event' : `${grouped(effects.length)} events`
  const last = effects.length === 1 ? '' : ', the last'
  const until = words.time(latestOf(effects))
  return [paint('bold', `What it brought about: ${count}${last} at ${until}`)]
}

const latestOf = (effects: readonly Effect[]) =>
  effects.reduce((latest, { placed }) => Math.max(latest, placed.event.timeMicros), 0)

interface Branch {
  readonly effect: Effect
  /** Chains without branches stay at one indent. */
  readonly indent: number
  readonly isShown: boolean
}

function tree(audit: Audit, effects: readonly Effect[], isFull: boolean): readonly string[] {
  const lines: string[] = []
  let folded: Branch[] = []
  for (const branch of branchesOf(audit, effects, isFull)) {
    if (!branch.isShown) {
      folded.push(branch)
      continue
    }
    lines.push(...foldLines(audit, folded), ...branchLines(audit, branch))
    folded = []
  }
  return [...lines, ...foldLines(audit, folded)]
}

/** Branches in a line; one alone takes no more room than that would. */
function foldLines(audit: Audit, folded: readonly Branch[]): readonly string[] {
  const [first] = folded
  if (first === undefined) return []
  if (folded.length === 1) return branchLines(audit, first)
  const last = latestOf(folded.map(({ effect }) => effect))
  const text = `… ${grouped(folded.length)} more events, the last at ${audit.words.time(last)}`
  return [paint('dim', `${gap(first.indent)}${text} (--full prints them)`)]
}

function branchLines({ words, subject }: Audit, { effect, indent }: Branch): readonly string[] {
  const { placed } = effect
  const label = paint('cyan', ROLES[placed.event.type].padEnd(11))
  const place = `${shortPlace(placed, subject.placed)}, ${words.time(placed.event.timeMicros)}`
  return [
    `${gap(indent)}${label} ${headline(placed, words)}`,
    paint('dim', `${gap(indent)}${''.padEnd(12)}${place}`),
  ]
}

const gap = (indent: number) => '  '.repeat(1 + Math.min(indent, 12))

function branchesOf(
  { subject }: Audit,
  effects: readonly Effect[],
  isFull: boolean,
): readonly Branch[] {
  const counts = new Map<string, number>()
  for (const { cause } of effects)
    counts.set(placeText(cause), (counts.get(placeText(cause)) ?? 0) + 1)
  const root = { indent: -1, steps: 0, isShown: true, isOneOfSeveral: false, effects: 0 }
  const nodes = new Map([[placeText(subject.placed), root]])
  return effects.map((effect) => {
    const parent = nodes.get(placeText(effect.cause)) ?? root
    parent.effects += 1
    const branches = (counts.get(placeText(effect.cause)) ?? 0) > 1
    const isOneOfSeveral = parent.isOneOfSeveral || branches
    const indent = parent === root || branches ? parent.indent + 1 : parent.indent
    const steps = branches ? 1 : parent.steps + 1
    const longest = isOneOfSeveral ? LONGEST_OF_SEVERAL : LONGEST
    const isShown = isFull || (parent.isShown && steps <= longest && parent.effects <= MOST)
    nodes.set(placeText(effect.placed), { indent, steps, isShown, isOneOfSeveral, effects: 0 })
    return { effect, indent, isShown }
  })
}
