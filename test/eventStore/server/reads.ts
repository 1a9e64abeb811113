import type { ServerWritableStream } from '@grpc/grpc-js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import { REFUSALS, eventAnswer, identifierOf, refusal, streamName } from './answers.ts'
import type { Node } from './node.ts'
import type { Recorded } from './store.ts'

type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp | Buffer>

/** One stream or all, forwards or backwards, to its end or for ever. */
export function readCall(node: Node, call: ReadCall): void {
  const options = call.request.getOptions() ?? new streams.ReadReq.Options()
  const isSubscription = options.hasSubscription()
  const method = isSubscription ? 'subscribe' : 'read'
  const refuse = (error: ReturnType<typeof refusal>) => {
    call.emit('error', error)
  }
  const close = node.faults.opened()
  for (const event of ['close', 'cancelled', 'finish']) call.once(event, close)
  const answer = () => call.end()
  node.guard({ method, call, refuse, answer }, (ended, fault) => {
    const name = options.getStream() === undefined ? null : nameOf(options)
    if (name !== null && node.store.isTombstoned(name)) return refuse(REFUSALS.deleted(name))
    if (isSubscription) return subscribe(node, call, options, name)
    const from = eventsFrom(node, options, name)
    if (from.length === 0 && name !== null && node.store.stream(name).length === 0) {
      const notFound = new streams.ReadResp.StreamNotFound()
      notFound.setStreamIdentifier(identifierOf(name))
      call.write(new streams.ReadResp().setStreamNotFound(notFound))
      return ended()
    }
    const events = from.slice(0, Number(options.getCount()))
    if (fault?.kind === 'cut-within') {
      send(node, call, options, events.slice(0, Math.floor(events.length / 2)), () => {
        // What was written leaves first.
        setTimeout(() => {
          node.cut(call)
        }, 50)
      })
      return
    }
    send(node, call, options, events, ended)
  })
}

function nameOf(options: streams.ReadReq.Options): string {
  return streamName(options.getStream()?.getStreamIdentifier())
}

function eventsFrom(
  { store }: Node,
  options: streams.ReadReq.Options,
  name: string | null,
): readonly Recorded[] {
  const isBackwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS
  const of = options.getStream()
  const events = name === null ? store.all() : store.stream(name)
  const place = (event: Recorded) => (name === null ? event.position : event.revision)
  const asked = of?.hasRevision()
    ? Number(of.getRevision())
    : of?.hasEnd()
      ? Infinity
      : isBackwards && of?.hasStart()
        ? 0
        : null
  if (isBackwards) {
    const to = asked ?? Infinity
    return events.filter((event) => place(event) <= to).reverse()
  }
  // Revisions have no gaps, apart from those before the first that is left.
  const skipped = Math.max(0, (asked ?? 0) - (events[0] === undefined ? 0 : place(events[0])))
  return events.slice(skipped === Infinity ? events.length : skipped)
}

/** Answers that were given before, as they go over the wire: most events are read more than once. */
const packed = new WeakMap<Recorded, Buffer>()

function answerOf(
  { store }: Node,
  event: Recorded,
  isResolved: boolean,
): streams.ReadResp | Buffer {
  if (isResolved && event.type === '$>') return eventAnswer(store.resolve(event))
  const known = packed.get(event) ?? Buffer.from(eventAnswer({ event }).serializeBinary())
  packed.set(event, known)
  return known
}

/** Writes as fast as the reader takes it. */
function send(
  node: Node,
  call: ReadCall,
  options: streams.ReadReq.Options,
  events: readonly Recorded[],
  done: () => void,
): void {
  const { settings } = node
  const isResolved = options.getResolveLinks()
  let next = 0
  const goOn = () => {
    while (next < events.length) {
      if (call.cancelled || call.destroyed) return
      const event = events[next]
      next += 1
      if (event === undefined) break
      if (!call.write(answerOf(node, event, isResolved))) {
        if (settings.slowReads > 0) setTimeout(goOn, settings.slowReads)
        else call.once('drain', goOn)
        return
      }
    }
    done()
  }
  goOn()
}

function subscribe(
  node: Node,
  call: ReadCall,
  options: streams.ReadReq.Options,
  name: string | null,
): void {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation()
  confirmation.setSubscriptionId(String(node.faults.counts().calls.subscribe))
  call.write(new streams.ReadResp().setConfirmation(confirmation))
  const after = options.getStream()?.hasRevision()
    ? Number(options.getStream()?.getRevision())
    : options.getStream()?.hasEnd()
      ? node.store.stream(name ?? '').length - 1
      : -1
  let next = after + 1
  const push = () => {
    const events = name === null ? node.store.all() : node.store.stream(name)
    const first = events[0] === undefined ? 0 : name === null ? 0 : events[0].revision
    const more = events.slice(Math.max(0, next - first)).filter((event) => isWanted(options, event))
    next = Math.max(next, first + events.length)
    for (const event of more) {
      const resolved = options.getResolveLinks() ? node.store.resolve(event) : { event }
      call.write(eventAnswer(resolved))
    }
  }
  push()
  call.write(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()))
  const forget = node.store.onAppend(push)
  call.on('cancelled', forget)
  call.on('close', forget)
  call.on('error', forget)
}

function isWanted(options: streams.ReadReq.Options, { stream, type }: Recorded): boolean {
  const filter = options.getFilter()
  if (filter === undefined) return true
  const subject = filter.hasEventType() ? type : stream
  const expression = filter.getEventType() ?? filter.getStreamIdentifier()
  const prefixes = expression?.getPrefixList() ?? []
  if (prefixes.length > 0) return prefixes.some((prefix) => subject.startsWith(prefix))
  return new RegExp(expression?.getRegex() ?? '').test(subject)
}
