import { foldBatch } from '../fold'
import { revisionAt } from '../denseCursor'
import type { Projection } from '../projection'
import type { SeasonBatch } from '../seasonBatch'
import { restoredView, storedView } from '../storedView'
import { cutBefore } from './cutBefore'
import { tracked } from './tracked'
import { type EventPlace, expectedFound, viewFault } from './viewFault'

/** A season of more ticks is cut at this many places, a shorter one before each tick. */
const MOST_CUTS = 40
const LEFT = 'a handler leaves the view that it is given as it was'

/** A projection of one contestant, with the event that it has seen last. */
interface Held<View> {
  readonly projection: Projection<View>
  readonly contestant: string | null
  last: EventPlace | null
}

/**
 * The view of a season, what only its end settles taken in. Throws Error where it is not what every
 * view must be.
 */
export function holdView<View>(
  projection: Projection<View>,
  batches: readonly SeasonBatch[],
  contestant: string | null,
): View {
  const held: Held<View> = {
    contestant,
    last: null,
    projection: tracked(projection, ({ type, stream, revision }) => {
      held.last = { type, stream, revision }
    }),
  }
  const byPieces = textByPieces(held, batches)
  const view = foldAll(held, batches)
  const text = textOf(held, view)
  if (text !== byPieces) throw batchesFault(held, batches, text)
  const { finish } = projection
  if (finish === undefined) return view
  const end = finish(view)
  const after = textOf(held, view)
  if (after === text) return end
  const changed = `finish: ${expectedFound(text, after)}: it leaves the view that it is given as it was`
  throw viewFault(projection, null, changed)
}

function foldAll<View>(held: Held<View>, batches: readonly SeasonBatch[]): View {
  const { projection, contestant } = held
  held.last = null
  let view = projection.initialView
  for (const batch of batches) view = foldBatch(projection, view, batch, contestant)
  return view
}

/**
 * The view in the end as text, folded piece by piece; each piece once more from the view before it
 * as it comes back from its text.
 */
function textByPieces<View>(held: Held<View>, batches: readonly SeasonBatch[]): string {
  const { projection, contestant } = held
  let view = projection.initialView
  let text = textOf(held, view)
  for (const batch of batches) {
    for (const piece of cutBefore(batch, ...cutsOf(batch))) {
      const next = foldBatch(projection, view, piece, contestant)
      const after = textOf(held, view)
      if (after !== text) throw changeFault(held, { text, after, piece })
      const nextText = textOf(held, next)
      const again = textOf(held, foldBatch(projection, restored(held, text), piece, contestant))
      if (again !== nextText) {
        const difference = expectedFound(nextText, again)
        throw fault(
          held,
          `${difference}: a view that was stored and restored goes on as it would have`,
        )
      }
      view = next
      text = nextText
    }
  }
  return text
}

function cutsOf({ ticks }: SeasonBatch): readonly number[] {
  const { count } = ticks.batch
  const cuts = Math.min(count, MOST_CUTS)
  return Array.from({ length: cuts }, (_, cut) =>
    revisionAt(ticks, Math.floor((cut * count) / cuts)),
  )
}

const fault = <View>({ projection, last }: Held<View>, message: string): Error =>
  viewFault(projection, last, message)

function textOf<View>(held: Held<View>, view: View): string {
  try {
    return storedView(view)
  } catch (error) {
    throw fault(held, error instanceof Error ? error.message : String(error))
  }
}

function restored<View>(held: Held<View>, text: string): View {
  const { initialView } = held.projection
  const view = restoredView(text, initialView)
  if (view !== undefined) return view
  const difference = expectedFound(storedView(initialView), text)
  throw fault(held, `${difference}: a view has the shape of the initial view`)
}

/** The event of a piece whose handler changes the view that it is given. */
function changeFault<View>(
  held: Held<View>,
  {
    text,
    after,
    piece,
  }: { readonly text: string; readonly after: string; readonly piece: SeasonBatch },
): Error {
  const { projection, contestant } = held
  let given = text
  const watched = tracked(projection, (event, before, made) => {
    const changed = storedView(before)
    if (changed !== given)
      throw viewFault(projection, event, `${expectedFound(given, changed)}: ${LEFT}`)
    given = storedView(made)
  })
  foldBatch(watched, restored(held, text), piece, contestant)
  return fault(held, `${expectedFound(text, after)}: ${LEFT}`)
}

/** The last event before a cut that makes another view. */
function batchesFault<View>(
  held: Held<View>,
  batches: readonly SeasonBatch[],
  text: string,
): Error {
  const says = 'a view is the same whatever the batches that its events come in'
  for (const [index, batch] of batches.entries()) {
    for (const cut of cutsOf(batch)) {
      const before = [...batches.slice(0, index), ...cutBefore(batch, cut).slice(0, -1)]
      const found = textOf(
        held,
        foldAll(held, batches.toSpliced(index, 1, ...cutBefore(batch, cut))),
      )
      if (found === text) continue
      foldAll(held, before)
      return fault(held, `cut after it: ${expectedFound(text, found)}: ${says}`)
    }
  }
  return viewFault(held.projection, null, says)
}
