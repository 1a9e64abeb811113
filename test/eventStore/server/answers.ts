import { Metadata, type ServiceError, status } from '@grpc/grpc-js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { Recorded, Resolved } from './store.ts'

/** Refusals in the form in which the real server gives them: a status, and the kind in `exception`. */
export const REFUSALS = {
  accessDenied: () =>
    refusal(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }),
  unauthenticated: () => refusal(status.UNAUTHENTICATED, 'Unauthenticated'),
  notReady: () => refusal(status.UNAVAILABLE, 'Server Is Not Ready'),
  notLeader: (host: string, port: number) =>
    refusal(status.NOT_FOUND, `Leader info available`, {
      exception: 'not-leader',
      'leader-endpoint-host': host,
      'leader-endpoint-port': String(port),
    }),
  tooLarge: (limit: number) =>
    refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(limit),
    }),
  deleted: (stream: string) =>
    refusal(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
      exception: 'stream-deleted',
      'stream-name': stream,
    }),
}

export function refusal(
  code: status,
  details: string,
  fields: Readonly<Record<string, string>> = {},
): Partial<ServiceError> {
  const metadata = new Metadata()
  for (const [key, value] of Object.entries(fields)) metadata.set(key, value)
  return { code, details, metadata }
}

export function success(last: Recorded | null): streams.AppendResp {
  const answer = new streams.AppendResp.Success()
  if (last === null) {
    answer.setNoStream(new shared.Empty())
    answer.setNoPosition(new shared.Empty())
  } else {
    const position = new streams.AppendResp.Position()
    position.setCommitPosition(String(last.position))
    position.setPreparePosition(String(last.position))
    answer.setCurrentRevision(String(last.revision))
    answer.setPosition(position)
  }
  return new streams.AppendResp().setSuccess(answer)
}

export function wrongVersion(current: number, expected: number): streams.AppendResp {
  const answer = new streams.AppendResp.WrongExpectedVersion()
  if (current < 0) answer.setCurrentNoStream(new shared.Empty())
  else answer.setCurrentRevision(String(current))
  if (expected < 0) answer.setExpectedNoStream(new shared.Empty())
  else answer.setExpectedRevision(String(expected))
  return new streams.AppendResp().setWrongExpectedVersion(answer)
}

export function streamName(identifier: shared.StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asB64() ?? '', 'base64').toString()
}

export function identifierOf(stream: string): shared.StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64'))
}

export function eventAnswer({ event, link }: Resolved): streams.ReadResp {
  const read = new streams.ReadResp.ReadEvent()
  if (event !== undefined) read.setEvent(recordOf(event))
  if (link !== undefined) read.setLink(recordOf(link))
  read.setCommitPosition(String((link ?? event)?.position ?? 0))
  return new streams.ReadResp().setEvent(read)
}

function recordOf(event: Recorded): streams.ReadResp.ReadEvent.RecordedEvent {
  const record = new streams.ReadResp.ReadEvent.RecordedEvent()
  record.setId(new shared.UUID().setString(event.id))
  record.setStreamIdentifier(identifierOf(event.stream))
  record.setStreamRevision(String(event.revision))
  record.setCommitPosition(String(event.position))
  record.setPreparePosition(String(event.position))
  record.setData(event.data)
  record.setCustomMetadata(event.metadata)
  const metadata = record.getMetadataMap()
  metadata.set('type', event.type)
  metadata.set('content-type', event.contentType)
  metadata.set('created', event.created)
  return record
}
