import { Command } from 'commander'
import {
  type EventBatch,
  type Ledger,
  type WireEvent,
  batchLength,
  denseEvent,
  nearestName,
  ownerOf,
  wireEvent,
} from '@gridledger/domain'
import { Failure, run, valueOf } from '../failure'
import { grouped } from './leaderboard'
import { type CommonOptions, openLedger, wholeNumber, withCommonOptions } from './options'
import { moment, paint, table } from './terminal'

interface EventsOptions extends CommonOptions {
  readonly from: number
  readonly to?: number
  readonly limit?: number
  readonly type?: string
}

const LINES_SHOWN = 40

/** `events STREAM`: the events of a stream; without one, the streams that there are. */
export function eventsCommand(): Command {
  const command = new Command('events')
    .summary('print the events of a stream')
    .description(
      'Prints the events of a stream as they are stored; without a stream, lists the streams.',
    )
    .argument('[stream]', 'such as run-okx-aicoin-2025.claude')
    .option('--from <revision>', 'first revision', wholeNumber, 0)
    .option('--to <revision>', 'last revision', wholeNumber)
    .option(
      '--limit <count>',
      `at most so many events (${LINES_SHOWN} where people read, all with --json)`,
      wholeNumber,
    )
    .option('--type <type>', 'only events of this type, such as OrderFilled')
    .addHelpText(
      'after',
      '\nExample:\n  npx gridledger events run-okx-aicoin-2025.qwen3 --type OrderFilled --limit 5',
    )
  return withCommonOptions(command).action(
    async (stream: string | undefined, options: EventsOptions) => {
      const ledger = openLedger(options.ledger, true)
      try {
        if (stream === undefined) await listStreams(ledger, options)
        else await printEvents(ledger, stream, options)
      } finally {
        ledger.close()
      }
    },
  )
}

async function listStreams(ledger: Ledger, { json }: EventsOptions): Promise<void> {
  const heads = []
  for (const name of await run(ledger.streams())) {
    const head = await run(ledger.head(name))
    if (head !== undefined) heads.push(head)
  }
  if (json === true) console.log(JSON.stringify(heads))
  else {
    const columns = [
      { title: 'stream', align: 'left' as const },
      { title: 'events' },
      { title: 'chain', align: 'left' as const },
    ]
    console.log(
      table(
        columns,
        heads.map(({ stream, events, chain }) => [stream, grouped(events), chain.slice(0, 16)]),
      ),
    )
  }
}

/** An event in full, as `--json` prints it: its place, then the event. */
type FullEvent = WireEvent & { readonly stream: string; readonly revision: number }

async function printEvents(ledger: Ledger, stream: string, options: EventsOptions): Promise<void> {
  const { from, to, json, type, tz } = options
  const head = await run(ledger.head(stream))
  if (head === undefined)
    throw new Failure({ kind: 'not-found', message: await noSuchStream(ledger, stream) })
  const limit = options.limit ?? (json === true ? Infinity : LINES_SHOWN)
  let shown = 0
  let left = 0
  const write = (event: FullEvent) => {
    if (shown >= limit) left += 1
    else if (json === true)
      process.stdout.write(`${shown === 0 ? '[' : ',\n'}${JSON.stringify(event)}`)
    else console.log(eventLine(event, tz))
    if (shown < limit) shown += 1
  }
  for await (const read of ledger.read(stream, from, to === undefined ? undefined : to + 1)) {
    const { firstRevision, batch } = valueOf(read)
    for (const event of fullEvents(stream, firstRevision, batch)) {
      if (type === undefined || event.type === type) write(event)
      if (shown >= limit && (json === true || type === undefined)) break
    }
    if (shown >= limit) break
  }
  if (json === true) console.log(shown === 0 ? '[]' : ']')
  else {
    const of = type === undefined ? '' : ` of type ${type}`
    console.log(
      paint(
        'dim',
        `${grouped(shown)} shown${of}; ${stream} has ${grouped(head.events)} events${left > 0 || shown === limit ? ' (--limit, --from and --to show others)' : ''}`,
      ),
    )
  }
}

function* fullEvents(
  stream: string,
  firstRevision: number,
  batch: EventBatch,
): Generator<FullEvent> {
  for (let row = 0; row < batchLength(batch); row += 1) {
    const revision = firstRevision + row
    const place = { stream, revision, ...ownerOf(stream) }
    if (batch.kind === 'dense') yield { ...place, ...denseEvent(batch, row, revision) }
    else {
      const event = batch.events[row]
      if (event !== undefined) yield { ...place, ...wireEvent(event) }
    }
  }
}

function eventLine({ revision, type, timeMicros, data }: FullEvent, timeZone: string): string {
  const fields = Object.entries(Object(data)).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const text = fields.join(' ')
  const shortened = text.length > 140 ? `${text.slice(0, 139)}…` : text
  return `${paint('dim', String(revision).padStart(7))}  ${moment(timeMicros, timeZone)}  ${paint('cyan', type.padEnd(20))} ${shortened}`
}

async function noSuchStream(ledger: Ledger, stream: string): Promise<string> {
  const names = await run(ledger.streams())
  const nearest = nearestName(stream, names) ?? names.find((name) => name.includes(stream))
  const hint = nearest === undefined ? '`gridledger events` lists them' : `did you mean ${nearest}?`
  return `${ledger.address} has no stream ${stream}; ${hint}`
}
