import {
  AmendmentSet,
  Decimal,
  GridParameters,
  amountOf,
  moneyOf,
  relays,
  type SparseData,
  type SparseEvent,
} from '@gridledger/domain'
import { isOf } from '../records'
import { type Evidence, type Working, moneyWorking, plainWorking, priceWorking } from '../working'
import { laidWorking, sizing } from './sizing'

type Of<Type extends SparseEvent['type']> = Evidence<Extract<SparseEvent, { readonly type: Type }>>

/** What the contestant entered with, the market of the first tick, and the sizing from both. */
export async function startedWorkings(evidence: Of<'GridStarted'>): Promise<readonly Working[]> {
  const { event, market, subject } = evidence
  const { parameters, priceTicks, markTicks, fillRule, neutralStart } = event.data
  const entered = await enteredOf(evidence)
  const opened = subject.book?.found.opened
  const rules = `${opened?.fillRule ?? ''}, ${opened?.neutralStart ?? ''}`
  return [
    parametersWorking('as the contestant entered', entered?.parameters, parameters),
    plainWorking('rules', "the season's", rules, `${fillRule}, ${neutralStart}`),
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

async function enteredOf({ event, records }: Evidence) {
  const entered = await records.find(event.cause)
  return entered !== undefined && isOf('ContestantEntered')(entered)
    ? entered.event.data
    : undefined
}

/** The amendment whose turn it was: they are carried out in order of their time. */
async function setWorking(evidence: Evidence, recorded: AmendmentSet): Promise<Working> {
  const { event, subject, standing } = evidence
  const entered = await enteredOf(evidence)
  const before = (subject.book?.events ?? [])
    .slice(0, standing.state.revision)
    .filter(({ type }) => type === 'ParametersAmended' || type === 'AmendmentRefused').length
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
