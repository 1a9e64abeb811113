import { Command } from 'commander'
import * as t from 'io-ts'
import {
  DENSE_EVENTS,
  type EventBatch,
  type InstrumentUnits,
  MICROS_PER_DAY,
  SPARSE_EVENTS,
  MICROS_PER_HOUR,
  type Ledger,
  type WireEvent,
  batchLength,
  denseEvent,
  nearestName,
  contractsOf,
  instrumentUnits,
  ownerOf,
  priceOf,
  tapeStream,
  wireEvent,
} from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { Failure, inputProblem, run, valueOf } from '../failure'
import { readSparse } from '../season/market'
import { seasonFacts } from '../season/readSeason'
import { openToRead } from '../ledger/openLedger'
import { ledgerFlag } from './ledgerFlag'
import { type CommonOptions, wholeNumber, withCommonOptions } from './options'
import { moment, paint, table } from '../text/terminal'
import { grouped } from '../text/format'

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
      const ledger = openToRead(options.ledger)
      try {
        checkRange(stream, options)
        if (stream === undefined) await listStreams(ledger, options)
        else await printEvents(ledger, stream, options)
      } finally {
        ledger.close()
      }
    },
  )
}

/** Flags that would be passed over in silence. */
function checkRange(stream: string | undefined, { from, to, type }: EventsOptions): void {
  if (stream === undefined && type !== undefined)
    throw new Failure(inputProblem('--type: expected a stream beside it, found none'))
  if (to !== undefined && to < from)
    throw new Failure(inputProblem(`--to: expected a revision from --from ${from} on, found ${to}`))
}

async function listStreams(ledger: Ledger, { json }: EventsOptions): Promise<void> {
  const heads = []
  for (const name of await run(ledger.streams())) {
    const head = await run(ledger.head(name))
    if (head !== undefined) heads.push(head)
  }
  if (json === true) console.log(JSON.stringify(heads))
  else if (heads.length === 0) console.log(`${ledger.address} holds no streams yet`)
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
  if (type !== undefined) checkType(type)
  const head = await run(ledger.head(stream))
  if (head === undefined)
    throw new Failure({ kind: 'not-found', message: await noSuchStream(ledger, stream) })
  const limit = options.limit ?? (json === true ? Infinity : LINES_SHOWN)
  const units = json === true ? undefined : await unitsOf(ledger, stream)
  let shown = 0
  let left = 0
  const write = (event: FullEvent) => {
    if (shown >= limit) left += 1
    else if (json === true)
      process.stdout.write(`${shown === 0 ? '[' : ',\n'}${JSON.stringify(event)}`)
    else console.log(eventLine(event, tz, units))
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
    console.error(
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

function eventLine(event: FullEvent, timeZone: string, units: InstrumentUnits | undefined): string {
  const { revision, type, timeMicros, data } = event
  const fields = t.UnknownRecord.is(data)
    ? Object.entries(data).map(([key, value]) => fieldText(key, value, units))
    : []
  const text = fields.filter((field) => field !== '').join('  ')
  const place = paint('dim', String(revision).padStart(7))
  return `${place}  ${moment(timeMicros, timeZone)}  ${paint('cyan', type.padEnd(20))} ${text}`
}

/** A field as a trader reads it: prices and contracts in place of ticks and lots. */
function fieldText(key: string, value: unknown, units: InstrumentUnits | undefined): string {
  const [, name = '', unit = ''] = /^(.*?)(Ticks|Lots|Micros)?$/.exec(key) ?? []
  if (typeof value === 'number') return `${name} ${figureText(value, unit, units)}`
  if (typeof value === 'string' || typeof value === 'boolean') return `${key} ${value}`
  if (Array.isArray(value)) {
    const numbers = value.filter((element) => typeof element === 'number')
    const ends = [numbers.at(0), numbers.at(-1)].flatMap((end) => (end === undefined ? [] : [end]))
    if (ends.length === 0) return value.length === 0 ? '' : `${value.length} ${key}`
    return `${value.length} ${name} ${ends.map((end) => figureText(end, unit, units)).join(' to ')}`
  }
  return t.UnknownRecord.is(value) ? compact(key, value) : ''
}

function figureText(value: number, unit: string, units: InstrumentUnits | undefined): string {
  if (unit === 'Micros') return value < LONGEST_DURATION ? durationText(value) : isoTime(value)
  if (unit === 'Ticks' && units !== undefined) return grouped(priceOf(units, value).toFixed())
  if (unit === 'Lots' && units !== undefined)
    return `${contractsOf(units, value).toFixed()} contracts`
  return String(value)
}

/** A number of microseconds below this is a duration, not a moment. */
const LONGEST_DURATION = 366 * MICROS_PER_DAY

function durationText(micros: number): string {
  const hours = micros / MICROS_PER_HOUR
  return Number.isInteger(hours) ? `${hours} h` : `${hours * 60} min`
}

/** What is set in a nested object; instruments and source files by their name alone. */
function compact(key: string, value: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(value).filter(([, part]) => part !== null)
  const [first] = entries
  if (key === 'instrument' || key === 'candles' || key === 'mark' || key === 'funding') {
    return `${key} ${JSON.stringify(first?.[1])}`
  }
  return `${key} {${entries.map(([name, part]) => `${name} ${JSON.stringify(part)}`).join(', ')}}`
}

/** The instrument that a stream's ticks and lots are in, from the tape that its events stand on. */
async function unitsOf(ledger: Ledger, stream: string): Promise<InstrumentUnits | undefined> {
  const owner = ownerOf(stream)
  const tape = 'tape' in owner ? owner.tape : (await seasonFacts(ledger, owner.season))?.tape
  if (tape === undefined) return undefined
  const [opened] = (await readSparse(ledger, tapeStream(tape))).events
  return opened?.type === 'TapeOpened' ? instrumentUnits(opened.data.instrument) : undefined
}

function checkType(type: string): void {
  const known = [...Object.keys(SPARSE_EVENTS), ...Object.keys(DENSE_EVENTS)]
  if (known.includes(type)) return
  const near = nearestName(type, known)
  const nearest =
    near === undefined ? `one of ${known.join(', ')}` : `a type of event, perhaps ${near}`
  throw new Failure(inputProblem(`--type: expected ${nearest}, found ${type}`))
}

async function noSuchStream(ledger: Ledger, stream: string): Promise<string> {
  const names = await run(ledger.streams())
  const containing = names.filter((name) => name.includes(stream))
  const runs = containing.find((name) => name.startsWith('run-'))
  const nearest = nearestName(stream, names) ?? runs ?? containing[0]
  const list = `\`npx gridledger events${ledgerFlag(ledger.address)}\` lists them`
  const hint = nearest === undefined ? list : `did you mean ${nearest}?`
  return `${ledger.address} has no stream ${stream}; ${hint}`
}
