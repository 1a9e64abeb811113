import { runInNewContext } from 'node:vm'

/** An event as it lies on a server. */
export interface ServerSideEvent {
  readonly streamId: string
  readonly sequenceNumber: number
  readonly eventId: string
  readonly eventType: string
  readonly bodyRaw: string
  readonly metadataRaw: string
}

type Handler = (state: unknown, event: object) => unknown
type Handlers = Readonly<Record<string, Handler | undefined>>

/** What a projection says of itself while its source is run for the first time. */
interface Definition {
  category: string | null
  partitionOf: (event: ServerSideEvent) => unknown
  handlers: Handlers | null
}

/**
 * A projection as EventStoreDB runs it, as far as those of docs/eventstoredb need it: the source
 * defines by `fromCategory(…)[.foreachStream() | .partitionBy(…)].when(…)`; only events with a
 * handler of their type come, in the order of the category's stream; a state is JSON between two
 * events; a handler changes the state it is given or returns another. Gives the state of each
 * partition, that of one without partitions under ''.
 */
export function runProjection(
  source: string,
  events: readonly ServerSideEvent[],
): ReadonlyMap<string, unknown> {
  const { category, partitionOf, handlers } = definitionOf(source)
  if (category === null || handlers === null)
    throw new Error('expected fromCategory(…) and when(…), found neither or one of them')
  const states = new Map<string, string>()
  for (const event of events) {
    const handler = event.eventType.startsWith('$') ? undefined : handlers[event.eventType]
    if (categoryOf(event.streamId) !== category || handler === undefined) continue
    const partition = partitionOf(event)
    if (typeof partition !== 'string')
      throw new Error(`expected the partition to be a text, found ${JSON.stringify(partition)}`)
    const before = states.get(partition)
    const init: unknown = before === undefined ? handlers['$init']?.(undefined, {}) : null
    const state: unknown = JSON.parse(before ?? JSON.stringify(init ?? {}))
    const after = handler(state, handed(event, partition))
    states.set(partition, JSON.stringify(after === undefined ? state : after))
  }
  return new Map([...states].map(([partition, state]) => [partition, JSON.parse(state)]))
}

function definitionOf(source: string): Definition {
  const definition: Definition = { category: null, partitionOf: () => '', handlers: null }
  const when = (handlers: Handlers) => {
    definition.handlers = handlers
    return {}
  }
  runInNewContext(source, {
    fromCategory: (category: string) => {
      definition.category = category
      return {
        when,
        foreachStream: () => {
          definition.partitionOf = ({ streamId }) => streamId
          return { when }
        },
        partitionBy: (partitionOf: (event: object) => unknown) => {
          definition.partitionOf = (event) => partitionOf(handed(event, ''))
          return { when }
        },
      }
    },
  })
  return definition
}

/** What stands before the first `-`, as the server's own projection has it unless it is told otherwise. */
function categoryOf(streamId: string): string | null {
  const dash = streamId.indexOf('-')
  return dash < 0 ? null : streamId.slice(0, dash)
}

/** The event as handlers get it. */
function handed(event: ServerSideEvent, partition: string): object {
  const body: unknown = JSON.parse(event.bodyRaw)
  const metadata: unknown = JSON.parse(event.metadataRaw)
  return Object.freeze({ ...event, isJson: true, partition, body, data: body, metadata })
}
