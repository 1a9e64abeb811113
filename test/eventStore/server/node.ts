import { type Socket, createServer } from 'node:net'
import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js'
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import featuresOf from '@eventstore/db-client/generated/serverfeatures_pb.js'
import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import gossipOf from '@eventstore/db-client/generated/gossip_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streamsOf from '@eventstore/db-client/generated/streams_grpc_pb.js'
import { REFUSALS, type refusal } from './answers.ts'
import { appendCall, batchAppendCall } from './appends.ts'
import { type Fault, type Faults, type Method, faults } from './faults.ts'
import { readCall } from './reads.ts'
import { type Store, openStore } from './store.ts'

export interface Settings {
  readonly port: number
  /** Where it keeps its streams. */
  readonly file: string
  readonly maxAppendSize: number
  /** Key and certificate, PEM; without them it speaks no TLS and asks for no password. */
  readonly tls: { readonly key: string; readonly certificate: string } | null
  /** Users and their passwords. */
  readonly users: Readonly<Record<string, string>>
  readonly readOnlyUsers: readonly string[]
  /** Milliseconds between two stretches of a read. */
  readonly slowReads: number
}

type Call =
  | ServerUnaryCall<unknown, unknown>
  | ServerReadableStream<unknown, unknown>
  | ServerWritableStream<unknown, unknown>
  | ServerDuplexStream<unknown, unknown>

/** A call, and how it is refused and answered. */
export interface Guarded<Answer extends readonly unknown[]> {
  readonly method: Method
  readonly call: Call
  readonly refuse: (error: ReturnType<typeof refusal>) => void
  readonly answer: (...answer: Answer) => void
}

/** A single node of EventStoreDB, as far as its protocol shows. */
export interface Node {
  readonly port: number
  readonly settings: Settings
  readonly store: Store
  readonly faults: Faults
  readonly userOf: (call: Call) => string
  /** Has a call answered, or lets the fault happen that strikes it. */
  readonly guard: <Answer extends readonly unknown[]>(
    guarded: Guarded<Answer>,
    work: (answer: (...answer: Answer) => void, fault: Fault | undefined) => void,
  ) => void
  /** Cuts the connection that a call came over. */
  readonly cut: (call: Call) => void
  readonly cutAll: () => void
  /** Cuts all and listens no more. */
  readonly end: () => void
}

/** A node that listens on loopback; resolves with its port. */
export async function startNode(settings: Settings): Promise<Node> {
  const sockets = new Map<number, Socket>()
  const cut = (call: Call) => {
    const [, port = ''] = /:(\d+)$/.exec(call.getPeer()) ?? []
    sockets.get(Number(port))?.destroy()
  }
  const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 })
  const { tls } = settings
  const injector = server.createConnectionInjector(
    tls === null
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [
          { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) },
        ]),
  )
  const listener = createServer((socket) => {
    const port = socket.remotePort ?? 0
    sockets.set(port, socket)
    socket.on('close', () => sockets.delete(port))
    socket.on('error', () => undefined)
    injector.injectConnection(socket)
  })
  await new Promise<void>((resolve) => {
    listener.once('error', (error) => {
      console.error(`port ${settings.port}: ${error.message}`)
      process.exit(1)
    })
    listener.listen(settings.port, '127.0.0.1', resolve)
  })
  const address = listener.address()
  const node: Node = {
    port: typeof address === 'object' ? (address?.port ?? 0) : settings.port,
    settings,
    store: openStore(settings.file),
    faults: faults(),
    userOf,
    guard: (guarded, work) => {
      guard(node, guarded, work)
    },
    cut,
    cutAll: () => {
      for (const socket of sockets.values()) socket.destroy()
    },
    end: () => {
      listener.close()
      node.cutAll()
      server.forceShutdown()
      node.store.close()
    },
  }
  addServices(server, node)
  return node
}

function userOf(call: Call): string {
  const [header = ''] = call.metadata.get('authorization')
  const [, encoded = ''] = /^Basic (.*)$/.exec(String(header)) ?? []
  return Buffer.from(encoded, 'base64').toString().split(':')[0] ?? ''
}

/** Why a call is refused before it is looked at: without TLS everybody may do everything. */
function loginRefusal({ users, tls }: Settings, call: Call): ReturnType<typeof refusal> | null {
  if (tls === null) return null
  const [header] = call.metadata.get('authorization')
  if (header === undefined) return REFUSALS.accessDenied()
  const isKnown = Object.entries(users).some(([user, password]) => {
    return header === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  })
  return isKnown ? null : REFUSALS.unauthenticated()
}

function guard<Answer extends readonly unknown[]>(
  node: Node,
  { method, call, refuse, answer }: Guarded<Answer>,
  work: (answer: (...answer: Answer) => void, fault: Fault | undefined) => void,
): void {
  const refused = loginRefusal(node.settings, call)
  if (refused !== null) return refuse(refused)
  const fault = node.faults.strike(method)
  switch (fault?.kind) {
    case undefined:
    case 'cut-within':
      return work(answer, fault)
    case 'not-ready':
      return refuse(REFUSALS.notReady())
    case 'access-denied':
      return refuse(REFUSALS.accessDenied())
    case 'not-leader':
      return refuse(REFUSALS.notLeader('127.0.0.1', fault.port ?? 0))
    case 'cut':
      return node.cut(call)
    case 'cut-after':
      return work(() => {
        node.cut(call)
      }, fault)
    case 'silent':
      return undefined
    case 'silent-after':
      return work(() => undefined, fault)
    case 'late':
      setTimeout(() => {
        work(answer, fault)
      }, fault.milliseconds ?? 0)
  }
}

function addServices(server: Server, node: Node): void {
  const { StreamsService } = streamsOf
  const { responseSerialize } = StreamsService.read
  const read = {
    ...StreamsService.read,
    responseSerialize: (answer: Parameters<typeof responseSerialize>[0] | Buffer) =>
      Buffer.isBuffer(answer) ? answer : responseSerialize(answer),
  }
  server.addService(
    { ...StreamsService, read },
    {
      append: (
        call: Parameters<typeof appendCall>[1],
        answer: Parameters<typeof appendCall>[2],
      ) => {
        appendCall(node, call, answer)
      },
      batchAppend: (call: Parameters<typeof batchAppendCall>[1]) => {
        batchAppendCall(node, call)
      },
      read: (call: Parameters<typeof readCall>[1]) => {
        readCall(node, call)
      },
    },
  )
  server.addService(features.ServerFeaturesService, {
    getSupportedMethods: (
      call: ServerUnaryCall<shared.Empty, featuresOf.SupportedMethods>,
      answer: sendUnaryData<featuresOf.SupportedMethods>,
    ) => {
      node.guard({ method: 'features', call, refuse: answer, answer }, (told) => {
        told(null, supportedMethods())
      })
    },
  })
  server.addService(gossip.GossipService, {
    read: (
      _call: ServerUnaryCall<shared.Empty, gossipOf.ClusterInfo>,
      answer: sendUnaryData<gossipOf.ClusterInfo>,
    ) => {
      answer(null, clusterOf(node.port))
    },
  })
}

function supportedMethods(): featuresOf.SupportedMethods {
  const names = ['append', 'batchappend', 'read', 'delete', 'tombstone']
  const methods = names.map((name) => {
    const method = new featuresOf.SupportedMethod()
    method.setMethodName(name)
    method.setServiceName('event_store.client.streams.streams')
    return method
  })
  const supported = new featuresOf.SupportedMethods()
  supported.setEventStoreServerVersion('23.10.0')
  return supported.setMethodsList(methods)
}

/** A cluster of this node alone, which is its leader. */
function clusterOf(port: number): gossipOf.ClusterInfo {
  const endpoint = new gossipOf.EndPoint()
  endpoint.setAddress('127.0.0.1')
  endpoint.setPort(port)
  const member = new gossipOf.MemberInfo()
  member.setInstanceId(new shared.UUID().setString('00000000-0000-4000-8000-000000000001'))
  member.setState(gossipOf.MemberInfo.VNodeState.LEADER)
  member.setIsAlive(true)
  member.setHttpEndPoint(endpoint)
  return new gossipOf.ClusterInfo().setMembersList([member])
}
