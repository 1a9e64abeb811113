import type { EventMap, EventType, Projection } from '../projection'
import { viewFault } from './viewFault'

/**
 * A projection that calls `seen` after each event with the views around it, and whose handlers, if
 * they throw, say at which event.
 */
export function tracked<View>(
  projection: Projection<View>,
  seen: (event: EventMap[EventType], given: View, made: View) => void,
): Projection<View> {
  const handler = (given: View, event: EventMap[EventType]): View => {
    let made: View
    try {
      made = handled(projection.on, given, event)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      throw viewFault(projection, event, `its handler threw: ${message}`, error)
    }
    seen(event, given, made)
    return made
  }
  const types = Object.keys(projection.on)
  return { ...projection, on: Object.fromEntries(types.map((type) => [type, handler])) }
}

function handled<View, Type extends EventType>(
  on: Projection<View>['on'],
  view: View,
  event: EventMap[Type] & { readonly type: Type },
): View {
  const handler: ((view: View, event: EventMap[Type]) => View) | undefined = on[event.type]
  return handler === undefined ? view : handler(view, event)
}
