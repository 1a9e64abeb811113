import { Decimal, MICROS_PER_HOUR, type Money, amountOf, moneyOf } from '@gridledger/domain'
import { type Projection, isoTime } from '@gridledger/projections'

/** Shallower falls are no rows, in percent of the peak. */
const LEAST_PCT = 1

interface Fall {
  readonly peak: Money
  readonly peakMicros: number
  readonly trough: Money
  readonly troughMicros: number
  /** When equity was at its peak again; null while it is not. */
  readonly recoveredMicros: number | null
}

interface View {
  readonly open: Fall
  readonly falls: readonly Fall[]
}

const at = (equity: Money, timeMicros: number): Fall => {
  return {
    peak: equity,
    peakMicros: timeMicros,
    trough: equity,
    troughMicros: timeMicros,
    recoveredMicros: null,
  }
}

const depth = ({ peak, trough }: Fall): Decimal => new Decimal(peak - trough).div(peak).times(100)

/** Every fall of equity from its highest so far, and how long it took to be back there. */
const recovery: Projection<View> = {
  name: 'recovery',
  version: 1,
  initialView: { open: at(0, 0), falls: [] },
  on: {
    GridStarted: ({ falls }, { timeMicros, data: { parameters } }) => {
      return { open: at(moneyOf(new Decimal(parameters.investment)), timeMicros), falls }
    },
    // The equity of every tick with an open position; without one it stays as it is.
    LiquidationChecked: (view, { timeMicros, data: { equity } }) => {
      const { open, falls } = view
      if (equity < open.trough) {
        return { open: { ...open, trough: equity, troughMicros: timeMicros }, falls }
      }
      if (equity < open.peak) return view
      const isFall = open.trough < open.peak && depth(open).gte(LEAST_PCT)
      const recovered = { ...open, recoveredMicros: timeMicros }
      return { open: at(equity, timeMicros), falls: isFall ? [...falls, recovered] : falls }
    },
    // Added margin raises equity and is no recovery.
    ParametersAmended: ({ open, falls }, { data: { addedMargin } }) => {
      const { peak, trough } = open
      return { open: { ...open, peak: peak + addedMargin, trough: trough + addedMargin }, falls }
    },
  },
  finish: ({ open, falls }) => ({
    open,
    falls: depth(open).gte(LEAST_PCT) ? [...falls, open] : falls,
  }),
  rows: ({ falls }) =>
    falls.map((fall) => {
      const { peak, peakMicros, troughMicros, recoveredMicros } = fall
      return {
        'from the peak of': isoTime(peakMicros),
        peak: amountOf(peak),
        'deepest at': isoTime(troughMicros),
        'fall %': depth(fall),
        'back at': recoveredMicros === null ? null : isoTime(recoveredMicros),
        'hours down': hours(troughMicros - peakMicros),
        'hours to recover': recoveredMicros === null ? null : hours(recoveredMicros - troughMicros),
      }
    }),
  chart: { kind: 'bars', x: 'from the peak of', y: ['fall %'] },
}
export default recovery

const hours = (micros: number) => new Decimal(micros).div(MICROS_PER_HOUR)
