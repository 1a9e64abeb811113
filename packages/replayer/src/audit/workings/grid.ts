import {
  AmendmentSet,
  Decimal,
  GridParameters,
  type MarketRules,
  amountOf,
  forkedStart,
  moneyOf,
  relays,
  type SparseData,
  type SparseEvent,
} from '@gridledger/domain'
import type { RunForked } from '../../season/forks'
import { isOf } from '../records'
import { type Evidence, type Working, moneyWorking, plainWorking, priceWorking } from '../working'
import { laidWorking, sizing } from './sizing'

type Of<Type extends SparseEvent['type']> = Evidence<Extract<SparseEvent, { readonly type: Type }>>

/** What the contestant entered with, the market of the first tick, and the sizing from both. */
export async function startedWorkings(evidence: Of<'GridStarted'>): Promise<readonly Working[]> {
  const { event, market, subject } = evidence
  const { parameters, priceTicks, markTicks, fillRule, neutralStart } = event.data
  const begun = await begunWith(evidence)
  const { rules } = begun
  const asked = `${rules?.fillRule ?? ''}, ${rules?.neutralStart ?? ''}`
  return [
    parametersWorking(begun.parametersFrom, begun.parameters, parameters),
    plainWorking('rules', begun.rulesFrom, asked, `${fillRule}, ${neutralStart}`),
    plainWorking('instrument', "the tape's", subject.opened.instrument, event.data.instrument),
    priceWorking(evidence, 'price', 'of the tick', market.priceTicks, priceTicks),
    priceWorking(evidence, 'mark', 'at the tick', market.markTicks, markTicks),
    ...sizing(evidence, event.data, new Decimal(0)),
    laidWorking(evidence, { ...event.data, neutralStart }),
  ]
}

/** What the amendment set, on what the grid had before. */
export async function amendedWorkings(
  evidence: Of<'ParametersAmended'>,
): Promise<readonly Working[]> {
  const { event, standing, market } = evidence
  const { set, parameters, addedMargin, relaid, priceTicks, fillRule } = event.data
  const { addMargin, fillRule: ruleSet, ...changes } = set
  const { state } = standing
  const before = state.parameters
  const margin = moneyOf(new Decimal(addMargin ?? 0))
  return [
    await setWorking(evidence, set),
    parametersWorking(
      'what it had, with what was set',
      before === null ? undefined : { ...before, ...changes },
      parameters,
    ),
    plainWorking('fill rule', 'as set or as before', ruleSet ?? state.fillRule, fillRule),
    moneyWorking(
      evidence,
      'added margin',
      `addMargin ${addMargin ?? 'not set'}`,
      margin,
      addedMargin,
    ),
    priceWorking(evidence, 'price', 'of the tick', market.priceTicks, priceTicks),
    plainWorking(
      'laid anew',
      'only for other lines, quantity or leverage',
      before !== null && relays(set, before) ? 'yes' : 'no',
      relaid ? 'yes' : 'no',
    ),
    ...(relaid
      ? sizing(evidence, event.data, amountOf(state.addedMargin + margin))
      : keptGrid(state, event.data)),
    ...(relaid ? [laidWorking(evidence, { ...event.data, neutralStart: state.neutralStart })] : []),
  ]
}

export async function refusedWorkings(
  evidence: Of<'AmendmentRefused'>,
): Promise<readonly Working[]> {
  const { reason, field, expected, found } = evidence.event.data
  return [
    await setWorking(evidence, evidence.event.data.set),
    {
      name: 'reason',
      formula: `${field}: expected ${expected}`,
      value: found,
      unit: `(${reason})`,
      recorded: null,
    },
  ]
}

/** An amendment that touches no order leaves lines and quantity as they were. */
function keptGrid(
  { linesTicks, quantityLots }: Evidence['standing']['state'],
  after: Pick<SparseData<'ParametersAmended'>, 'linesTicks' | 'quantityLots'>,
): readonly Working[] {
  return [
    plainWorking('lines', 'as before', linesTicks, after.linesTicks),
    plainWorking('quantity', 'as before', quantityLots, after.quantityLots, 'lots'),
  ]
}

/** What a grid had to be started with: what its contestant entered, and what a fork set of it. */
async function begunWith(evidence: Evidence): Promise<{
  readonly parameters: GridParameters | undefined
  readonly rules: MarketRules | undefined
  readonly parametersFrom: string
  readonly rulesFrom: string
}> {
  const { subject } = evidence
  const forked = await forkedOf(evidence)
  const parameters = (await enteredOf(evidence))?.parameters
  const rules = subject.book?.found.opened
  if (forked === undefined || parameters === undefined || rules === undefined)
    return {
      parameters,
      rules,
      parametersFrom: 'as the contestant entered',
      rulesFrom: "the season's",
    }
  return {
    ...forkedStart(parameters, rules, forked.data.set),
    parametersFrom: 'as the contestant entered, with what the fork set',
    rulesFrom: "the season's, with what the fork set",
  }
}

/** The fork that an event came from, where it came from one. */
async function forkedOf({ event, records }: Evidence): Promise<RunForked | undefined> {
  const forked = await records.find(event.cause)
  return forked !== undefined && isOf('RunForked')(forked) ? forked.event : undefined
}

/** What the contestant entered with, also where a fork at the start stands between. */
async function enteredOf(evidence: Evidence) {
  const cause = (await forkedOf(evidence))?.cause ?? evidence.event.cause
  const entered = await evidence.records.find(cause)
  return entered !== undefined && isOf('ContestantEntered')(entered)
    ? entered.event.data
    : undefined
}

/** The amendment whose turn it was: they are carried out in order of their time. */
async function setWorking(evidence: Evidence, recorded: AmendmentSet): Promise<Working> {
  const { event, subject, standing } = evidence
  const forked = await forkedOf(evidence)
  if (forked !== undefined) {
    const asked = AmendmentSet.encode(forked.data.set)
    return plainWorking('set', 'as the fork set it', asked, AmendmentSet.encode(recorded))
  }
  const entered = await enteredOf(evidence)
  const before = (subject.book?.events ?? [])
    .slice(0, standing.state.revision)
    .filter(
      ({ type, cause }) =>
        (type === 'ParametersAmended' || type === 'AmendmentRefused') &&
        cause.stream.startsWith('season-'),
    ).length
  const ordered = [...(entered?.amendments ?? [])].sort((a, b) => a.atMicros - b.atMicros)
  const due = ordered[before]
  const isDue = due !== undefined && due.atMicros <= event.timeMicros
  const time = isDue ? `, due at ${evidence.words.time(due.atMicros)}` : ''
  return plainWorking(
    'set',
    `amendment ${before + 1} of the contestant${time}`,
    isDue ? AmendmentSet.encode(due.set) : 'none',
    AmendmentSet.encode(recorded),
  )
}

function parametersWorking(
  formula: string,
  parameters: GridParameters | undefined,
  recorded: GridParameters,
): Working {
  const text = parameters === undefined ? 'none' : GridParameters.encode(parameters)
  return plainWorking('parameters', formula, text, GridParameters.encode(recorded))
}
