import type { SparseEvent } from '@gridledger/domain'
import { instrumentUnits, priceOf } from '@gridledger/domain'
import type { SeasonBatch } from '@gridledger/projections'
import {
  type BotSketch,
  type SimulationSketch,
  simulatedSeason,
} from '@gridledger/projections/testing'
import { amendedSeasons } from './amendedSeasons'
import { type Emitted, type EmittedCheck, type EmittedEvent, drive } from './harness'
import { hold, same } from './hold'
import type { Season } from './seasons'

/** A random life of a bot, without what a tape of candles does not know. */
function onCandles({ ticks, due, rules, ...season }: Season): Season {
  const [start, end] = [ticks[0]!.timeMicros, ticks.at(-1)!.timeMicros]
  let before = start
  const kept = due.flatMap((item): Season['due'] => {
    const { timeMicros } = item
    if (item.kind === 'funding') return timeMicros > start && timeMicros <= end ? [item] : []
    if (timeMicros <= before || timeMicros >= end) return []
    before = timeMicros
    const { fillRule, ...others } = item.set
    const set = fillRule === undefined || fillRule === 'through' ? others : item.set
    return [{ ...item, set }]
  })
  const fillRule = rules.fillRule === 'through' ? 'cross' : rules.fillRule
  return { ...season, ticks, due: kept, rules: { ...rules, fillRule }, ends: true }
}

function sketchOf({ instrument, parameters, rules, ticks, due }: Season): SimulationSketch {
  const units = instrumentUnits(instrument)
  const quoted = (of: 'priceTicks' | 'markTicks') =>
    ticks.map((tick) => [tick.timeMicros, priceOf(units, tick[of]).toFixed()] as const)
  const amendments: BotSketch['amendments'] = due.flatMap((item) =>
    item.kind === 'amendment' ? [{ atMicros: item.timeMicros, set: item.set }] : [],
  )
  const { fillRule } = rules
  return {
    instrument,
    neutralStart: rules.neutralStart,
    fillRule: fillRule === 'through' ? 'touch' : fillRule,
    ticks: quoted('priceTicks'),
    marks: quoted('markTicks'),
    fundings: due.flatMap((item) =>
      item.kind === 'funding' ? [[item.timeMicros, item.rate] as const] : [],
    ),
    bots: { bot: { ...parameters, amendments } },
  }
}

/** The numbers of events and checks, without the names of streams. */
const told = (events: readonly Pick<SparseEvent, 'type' | 'data' | 'tick' | 'timeMicros'>[]) =>
  events.map(({ type, data, tick, timeMicros }) => ({ type, data, tick, timeMicros }))
const isEvent = (each: Emitted): each is EmittedEvent => each.kind === 'event'
const isCheck = (each: Emitted): each is EmittedCheck => each.kind === 'check'

function checksOf({ runs }: SeasonBatch): readonly (readonly number[])[] {
  const { batch } = runs.get('bot')!.checks ?? {}
  const rows = Array.from({ length: batch?.count ?? 0 }, (_, row) => row)
  return rows.map((row) => batch!.columns.slice(1).map((column) => column[row]!))
}

it('makes what the engine makes, tick by tick, of any grid, tape, funding and amendments', () => {
  const expected = { amended: 10, refused: 2, funded: 20, liquidated: 2, stopped: 5 }
  hold(amendedSeasons(50, 200).map(onCandles), 60, expected, (season, { count }) => {
    const { emitted } = drive(season)
    const made = simulatedSeason(sketchOf(season))
    const { events } = made.runs.get('bot')!.events
    const alone = emitted.filter(isEvent)
    same(told(events), told(alone.map(({ event, ...place }) => ({ ...event, ...place }))))
    same(
      checksOf(made),
      emitted
        .filter(isCheck)
        .map(({ tick, equity, maintenance, pendingFees }) => [
          tick,
          equity,
          maintenance,
          pendingFees,
        ]),
    )
    const has = (type: string) => events.some((event) => event.type === type)
    count('amended', has('ParametersAmended'))
    count('refused', has('AmendmentRefused'))
    count('funded', has('FundingSettled'))
    count('liquidated', has('PositionLiquidated'))
    count('stopped', has('StopLossTriggered') || has('TakeProfitTriggered'))
  })
})
