// A process of its own: `node serve.ts [PORT|SETTINGS]`, a node of EventStoreDB for tests. It says its port
// to who started it, and takes faults from there; started by hand it prints its address.
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { type Fault } from './faults.ts'
import { type Node, type Settings, startNode } from './node.ts'

/** What a test asks of the server's process. */
export type Order =
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'no-faults' }
  | { readonly kind: 'counts' }
  | { readonly kind: 'cut-all' }
  | { readonly kind: 'tombstone'; readonly stream: string }
  | { readonly kind: 'truncate'; readonly stream: string; readonly before: number }
  /** Ends the node, all its connections with it. */
  | { readonly kind: 'end' }
  /** Another node in the place of the one that was ended; the answer is its port. */
  | { readonly kind: 'begin'; readonly settings: Settings }

const byHand = (port: number): Settings => ({
  port,
  file: join(tmpdir(), `gridledger-test-server-${port}.log`),
  maxAppendSize: 1024 * 1024,
  tls: null,
  users: {},
  readOnlyUsers: [],
  slowReads: 0,
})

const [, , given = '2113'] = process.argv
const asked: number | Settings = JSON.parse(given)
const settings = typeof asked === 'number' ? byHand(asked) : asked

let node: Node

async function begin(settings: Settings): Promise<number> {
  node = await startNode(settings)
  return node.port
}

function obey(order: Order): unknown {
  switch (order.kind) {
    case 'fault':
      return node.faults.add(order.fault)
    case 'no-faults':
      return node.faults.clear()
    case 'counts':
      return node.faults.counts()
    case 'cut-all':
      return node.cutAll()
    case 'tombstone':
      return node.store.tombstone(order.stream)
    case 'truncate':
      return node.store.truncate(order.stream, order.before)
    case 'end':
      return node.end()
    case 'begin':
      return begin(order.settings)
  }
}

void begin(settings).then((port) => {
  process.on('message', (order: Order) => {
    void Promise.resolve(obey(order)).then((answer) => process.send?.({ answer: answer ?? null }))
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ port })
  if (process.send !== undefined) return
  console.log(`esdb://127.0.0.1:${port}?tls=false`)
  console.log(`its streams are in ${settings.file}; Ctrl-C or kill ${process.pid} ends it`)
})
