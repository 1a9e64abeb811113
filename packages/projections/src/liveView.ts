import { type OperatorFunction, pipe, shareReplay } from 'rxjs'
import { project } from './project'
import type { Projection } from './projection'
import type { SeasonBatch } from './seasonBatch'

/**
 * A projection as an operator whose views are shared: all subscribers see one fold, and whoever comes
 * late gets the view as it stands at once and then those that follow; after the end the last one. The
 * fold ends, and would begin anew, when nobody is left.
 */
export function liveView<View>(
  projection: Projection<View>,
  contestant: string | null,
): OperatorFunction<SeasonBatch, View> {
  return pipe(project(projection, contestant), shareReplay({ bufferSize: 1, refCount: true }))
}
