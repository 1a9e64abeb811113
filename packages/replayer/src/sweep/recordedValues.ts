import { Decimal, type SparseData } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { Axis } from './parseVary'
import type { SweptSeason } from './sweptMarket'
import type { Recorded } from './variables'

type Opened = Pick<SweptSeason, 'opened' | 'entry' | 'rules'>

/** What values of variables are relative to. */
export function recordedOf(
  { parameters }: SparseData<'ContestantEntered'>,
  { candlePath }: SparseData<'TapeOpened'>,
): Recorded {
  return { lowerPrice: parameters.lowerPrice, upperPrice: parameters.upperPrice, candlePath }
}

/** By axis, the recorded run's own value as it would be written. */
export function recordedTexts(
  season: Opened,
  { candlePath }: Recorded,
  axes: readonly Pick<Axis, 'name'>[],
): readonly string[] {
  const { opened, entry, rules } = season
  const { lowerPrice, upperPrice } = entry.parameters
  const fields: Readonly<Record<string, unknown>> = {
    ...entry.parameters,
    ...rules,
    width: new Decimal(upperPrice).minus(lowerPrice).toFixed(),
    candlePath: candlePath ?? 'none',
    tape: 'recorded',
    start: isoTime(opened.startMicros),
    end: isoTime(opened.endMicros),
  }
  return axes.map(({ name }) => valueText(fields[name]))
}

function valueText(value: unknown): string {
  if (value === null) return 'none'
  if (typeof value === 'string') return value
  if (typeof value !== 'object') return JSON.stringify(value)
  return Object.entries(value).flat().join(':')
}
