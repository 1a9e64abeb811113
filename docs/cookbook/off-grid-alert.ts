import { instrumentUnits, priceOf } from '@gridledger/domain'
import {
  type GridFactsView,
  type OffGridView,
  type Projection,
  combined,
  gridFacts,
  isoTime,
  offGrid,
} from '@gridledger/projections'

interface Views {
  readonly facts: GridFactsView
  readonly offGrid: OffGridView
}

const views = combined<Views>('off-grid-alert', 1, { facts: gridFacts, offGrid })

/**
 * A row each time that the price leaves a grid, and whether it is back: with `--watch` an alert. It is
 * never finished, so that a spell which is not over stays one.
 */
const { finish: _finish, ...unfinished } = views
const alert: Projection<Views> = {
  ...unfinished,
  rows: ({ facts: { instrument }, offGrid: { open, spells } }) => {
    if (instrument === null) return []
    const units = instrumentUnits(instrument)
    return [...spells, ...(open === null ? [] : [open])].map((spell) => ({
      alert: spell === open ? `OFF-GRID ${spell.side}` : `was ${spell.side}`,
      since: isoTime(spell.fromMicros),
      'back at': spell === open ? null : isoTime(spell.toMicros),
      'at most': priceOf(units, spell.depthTicks),
    }))
  },
}
export default alert
