import type { ServerDuplexStream, ServerReadableStream, sendUnaryData } from '@grpc/grpc-js'
import anyOf from 'google-protobuf/google/protobuf/any_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import statusOf from '@eventstore/db-client/generated/status_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import { REFUSALS, streamName, success, wrongVersion } from './answers.ts'
import type { Node } from './node.ts'
import type { Expected, Proposed } from './store.ts'

type AppendCall = ServerReadableStream<streams.AppendReq, streams.AppendResp>
type BatchCall = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>

/** The plain call: one append, all or nothing. */
export function appendCall(
  node: Node,
  call: AppendCall,
  answer: sendUnaryData<streams.AppendResp>,
): void {
  let options: streams.AppendReq.Options | undefined
  const proposed: Proposed[] = []
  let size = 0
  call.on('data', (message: streams.AppendReq) => {
    options ??= message.getOptions()
    const event = message.getProposedMessage()
    if (event === undefined) return
    size += sizeOf(event)
    proposed.push(proposedOf(event))
  })
  const finish = () => {
    // Whoever gives up or is cut off ends in the middle: nothing of it is written.
    if (call.cancelled) return
    node.guard({ method: 'append', call, refuse: answer, answer }, (answered) => {
      const stream = streamName(options?.getStreamIdentifier())
      if (node.settings.readOnlyUsers.includes(node.userOf(call)))
        return answered(REFUSALS.accessDenied())
      if (size > node.settings.maxAppendSize)
        return answered(REFUSALS.tooLarge(node.settings.maxAppendSize))
      const expected = expectedOf(options)
      const done = node.store.append(stream, expected, proposed)
      if (done.kind === 'deleted') return answered(REFUSALS.deleted(stream))
      if (done.kind === 'done') return answered(null, success(done.last))
      const revision = typeof expected === 'number' ? expected : -1
      return answered(null, wrongVersion(done.current, revision))
    })
  }
  // The end comes before the word that the call was cancelled.
  call.on('end', () => setImmediate(finish))
}

/** The call that the client prefers: many appends over one stream, told apart by an id each. */
export function batchAppendCall(node: Node, call: BatchCall): void {
  const open = new Map<
    string,
    {
      readonly options: streams.BatchAppendReq.Options | undefined
      readonly events: Proposed[]
      readonly sizes: number[]
    }
  >()
  call.on('end', () => call.end())
  call.on('data', (message: streams.BatchAppendReq) => {
    const id = message.getCorrelationId()
    const key = id?.getString() ?? ''
    const started = open.get(key) ?? { options: message.getOptions(), events: [], sizes: [] }
    open.set(key, started)
    started.events.push(...message.getProposedMessagesList().map(proposedOf))
    started.sizes.push(...message.getProposedMessagesList().map(sizeOf))
    if (!message.getIsFinal()) return
    open.delete(key)
    const answer = (response: streams.BatchAppendResp) => {
      response.setCorrelationId(id)
      response.setStreamIdentifier(started.options?.getStreamIdentifier())
      call.write(response)
    }
    const refuse = (error: unknown) => call.emit('error', error)
    node.guard({ method: 'batchAppend', call, refuse, answer }, (answered) => {
      answered(batchAnswer(node, started.options, started.events, started.sizes))
    })
  })
}

function batchAnswer(
  { store, settings }: Node,
  options: streams.BatchAppendReq.Options | undefined,
  events: readonly Proposed[],
  sizes: readonly number[],
): streams.BatchAppendResp {
  const stream = streamName(options?.getStreamIdentifier())
  const expected = options?.hasStreamPosition()
    ? Number(options.getStreamPosition())
    : options?.hasNoStream()
      ? -1
      : 'any'
  const response = new streams.BatchAppendResp()
  if (sizes.some((size) => size > settings.maxAppendSize)) {
    const tooLarge = new anyOf.Any()
    tooLarge.pack(new Uint8Array(), 'event_store.client.MaximumAppendEventSizeExceeded')
    return response.setError(new statusOf.Status().setDetails(tooLarge))
  }
  const done = store.append(stream, expected, events)
  if (done.kind === 'done') {
    const answer = new streams.BatchAppendResp.Success()
    answer.setCurrentRevision(String(done.last?.revision ?? 0))
    return response.setSuccess(answer)
  }
  const details = new anyOf.Any()
  const wrong = new shared.WrongExpectedVersion()
  if (done.kind === 'wrong-version' && done.current >= 0)
    wrong.setCurrentStreamRevision(String(done.current))
  details.pack(wrong.serializeBinary(), 'event_store.client.WrongExpectedVersion')
  return response.setError(new statusOf.Status().setDetails(details))
}

function expectedOf(options: streams.AppendReq.Options | undefined): Expected {
  if (options?.hasRevision()) return Number(options.getRevision())
  if (options?.hasNoStream()) return -1
  return options?.hasStreamExists() ? 'exists' : 'any'
}

type Message = streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage

function proposedOf(message: Message): Proposed {
  const metadata = message.getMetadataMap()
  return {
    id: message.getId()?.getString() ?? '',
    type: metadata.get('type') ?? '',
    contentType: metadata.get('content-type') ?? '',
    data: message.getData_asB64(),
    metadata: message.getCustomMetadata_asB64(),
  }
}

/** What the real server counts: data, metadata, and two bytes a character of the type. */
function sizeOf(message: Message): number {
  const type = message.getMetadataMap().get('type') ?? ''
  return message.getData_asU8().length + message.getCustomMetadata_asU8().length + 2 * type.length
}
