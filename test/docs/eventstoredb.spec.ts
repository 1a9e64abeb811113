import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { from, lastValueFrom } from 'rxjs'
import { type Cause, Decimal, type EventBatch, type Ledger, batchLength } from '@gridledger/domain'
import {
  type EventMap,
  type Projection,
  type RunReport,
  leaderboard,
  project,
} from '@gridledger/projections'
import { memoryLedger, readSeason, runSeason } from '@gridledger/replayer'
import { serverEvents } from '../../packages/replayer/src/ledger/eventStore/serverEvents'
import { valueOf } from '../ledger/asking'
import { play, prepared as preparedFile, seasonOne } from '../season/shared'
import { pairSeason } from '../support/busyLedger'
import { BUSY, busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { inBatchesOf } from '../support/smallBatches'
import { type ServerSideEvent, runProjection } from './serverProjection'
import { withAppend } from '../support/withAppend'

const FOLDER = join(__dirname, '..', '..', 'docs', 'eventstoredb')
const PAGE = `${FOLDER}.md`
const files = suiteFolder()

/** A ledger, and what is appended to it as it would lie on a server, in order of the appends. */
function shadowed(ledger: Ledger, suffix: string, lying: ServerSideEvent[]): Ledger {
  const append: Ledger['append'] = (stream, expected, batch) => {
    lying.push(...asOnServer(stream, suffix, expected + 1, batch))
    return ledger.append(stream, expected, batch)
  }
  return withAppend(ledger, append)
}

function asOnServer(
  stream: string,
  suffix: string,
  firstRevision: number,
  batch: EventBatch,
  chain?: string,
): readonly ServerSideEvent[] {
  const place = { stream, serverStream: `${stream}${suffix}`, firstRevision, batch }
  const stored = new Map(chain === undefined ? [] : [[firstRevision, chain]])
  return serverEvents(place, 0, batchLength(batch), stored).map((event, index) => ({
    streamId: place.serverStream,
    sequenceNumber: firstRevision + index,
    eventId: event.id,
    eventType: event.type,
    bodyRaw: JSON.stringify(event.data),
    metadataRaw: textOf(event.metadata),
  }))
}

/** The metadata's JSON, which is appended as bytes. */
function textOf(metadata: unknown): string {
  if (!(metadata instanceof Uint8Array)) throw new Error('expected bytes')
  return Buffer.from(metadata).toString()
}

/** Liquidations and stops as a projection of the library's own sees them. */
interface Happened {
  readonly type: string
  readonly timeMicros: number
  readonly revision: number
  readonly cause: Cause
}
type Trouble = EventMap['PositionLiquidated' | 'TakeProfitTriggered' | 'StopLossTriggered']
const noted = (view: readonly Happened[], { type, timeMicros, revision, cause }: Trouble) => [
  ...view,
  { type, timeMicros, revision, cause },
]
const liquidationsAndStops: Projection<readonly Happened[]> = {
  name: 'liquidations-and-stops',
  version: 1,
  initialView: [],
  on: { PositionLiquidated: noted, TakeProfitTriggered: noted, StopLossTriggered: noted },
}

const fillsPerLine: Projection<Readonly<Record<string, { buys: number; sells: number }>>> = {
  name: 'fills-per-line',
  version: 1,
  initialView: {},
  on: {
    OrderFilled: (view, { data: { line, side } }) => {
      const { buys, sells } = view[line ?? 'market'] ?? { buys: 0, sells: 0 }
      const [bought, sold] = side === 'buy' ? [1, 0] : [0, 1]
      return { ...view, [line ?? 'market']: { buys: buys + bought, sells: sells + sold } }
    },
  },
}

/** Two seasons on one tape, the second in another ledger of the same server. */
const SECOND = 'second'
const SUFFIXES: Readonly<Record<string, string>> = { [BUSY]: '', [SECOND]: '@other' }
const ledgers = new Map<string, Ledger>()
const lying: ServerSideEvent[] = []

beforeAll(async () => {
  const seasons = [
    [BUSY, await prepared(files, busySeason(files))],
    [SECOND, await pairSeason(files, { season: SECOND, gridCount: 41 })],
  ] as const
  for (const [name, season] of seasons) {
    const ledger = memoryLedger()
    ledgers.set(name, ledger)
    const recorded = inBatchesOf(shadowed(ledger, SUFFIXES[name] ?? '', lying), [700])
    for await (const _ of (await runSeason(recorded, season)).batches);
  }
})

interface LibraryRun {
  readonly stream: string
  readonly suffix: string
  readonly report: RunReport
  readonly view: <View>(projection: Projection<View>) => Promise<View>
}

/** Every run with what the library itself says of it. */
async function runs(): Promise<readonly LibraryRun[]> {
  const all: LibraryRun[] = []
  for (const [season, ledger] of ledgers) {
    const read = () => from(readSeason(ledger, season))
    const board = await lastValueFrom(read().pipe(leaderboard()))
    const suffix = SUFFIXES[season] ?? ''
    for (const { report } of board.rows) {
      all.push({
        stream: `run-${report.run}${suffix}`,
        suffix,
        report,
        view: (projection) => lastValueFrom(read().pipe(project(projection, report.contestant))),
      })
    }
  }
  return all
}

const projected = (file: string, events: readonly ServerSideEvent[] = lying) =>
  runProjection(readFileSync(join(FOLDER, file), 'utf8'), events)

describe('the projections of docs/eventstoredb give what the library gives', () => {
  it('fees-per-run.js', async () => {
    const expected = (await runs()).map(({ stream, report }) => {
      const fees = new Decimal(report.fee).times(1e8).toNumber()
      return [stream, { fills: report.tradeNum, fees }] as const
    })
    expect(expected).toHaveLength(6)
    expect(new Set(expected.map(([, { fees }]) => fees)).size).toBeGreaterThan(4)
    expect(projected('fees-per-run.js')).toEqual(new Map(expected))
  })

  it('liquidations-and-stops.js', async () => {
    const expected: { event: string; type: string; timeMicros: number; cause: string }[] = []
    for (const { stream, suffix, view } of await runs()) {
      for (const { type, timeMicros, revision, cause } of await view(liquidationsAndStops)) {
        expected.push({
          event: `${revision}@${stream}`,
          type,
          timeMicros,
          cause: `${cause.revision}@${cause.stream}${suffix}`,
        })
      }
    }
    const states = projected('liquidations-and-stops.js')
    expect([...states.keys()]).toEqual([''])
    expect(states.get('')).toEqual({
      count: {
        PositionLiquidated: expected.filter(({ type }) => type === 'PositionLiquidated').length,
        TakeProfitTriggered: expected.filter(({ type }) => type === 'TakeProfitTriggered').length,
        StopLossTriggered: expected.filter(({ type }) => type === 'StopLossTriggered').length,
      },
      events: expect.arrayContaining(expected),
    })
    expect(states.get('')).toHaveProperty('events.length', expected.length)
    const places = new Set(
      lying.map(({ streamId, sequenceNumber }) => `${sequenceNumber}@${streamId}`),
    )
    for (const { event, cause } of expected) {
      expect(places).toContain(event)
      expect(places).toContain(cause)
    }
  })

  it('fills-per-line.js', async () => {
    const expected = new Map<string, unknown>()
    for (const { stream, report, view } of await runs()) {
      const lines = Object.entries(await view(fillsPerLine))
      for (const [line, sides] of lines) expected.set(`${stream}:${line}`, sides)
      const fills = lines.reduce((sum, [, { buys, sells }]) => sum + buys + sells, 0)
      expect(fills).toBe(report.tradeNum)
    }
    expect(projected('fills-per-line.js')).toEqual(expected)
  })
})

/** Compares a block of the page with what it must be; UPDATE_DOCS=1 writes it anew instead. */
function expectMade(name: string, made: string): void {
  const page = readFileSync(PAGE, 'utf8')
  const opening = `<!-- made: ${name} -->\n\`\`\`text\n`
  const [before = '', after = ''] = page.split(opening)
  const end = after.indexOf('```')
  if (process.env['UPDATE_DOCS'] === '1')
    writeFileSync(PAGE, before + opening + made + after.slice(end))
  else expect(after.slice(0, end)).toBe(made)
}

/** An event with its parts on lines of their own, long ones broken before some of their keys. */
function shown(event: ServerSideEvent | undefined): string {
  if (event === undefined) throw new Error('no such event')
  const { eventId, eventType, streamId, sequenceNumber, bodyRaw, metadataRaw } = event
  const metadata = metadataRaw.replace(/,("cause"|"season"|"tape"|"chain")/g, ',\n          $1')
  return [
    `${sequenceNumber}@${streamId}`,
    `id        ${eventId}`,
    `type      ${eventType}`,
    `data      ${bodyRaw}`,
    `metadata  ${metadata}\n`,
  ].join('\n')
}

describe('docs/eventstoredb.md shows of season 1', () => {
  const ledger = memoryLedger()
  const RUN = 'run-okx-aicoin-2025.gpt-5'
  let fills: readonly ServerSideEvent[]
  let ofAllRuns = 0
  beforeAll(async () => {
    const { board } = await play(ledger, await preparedFile(seasonOne()))
    ofAllRuns = board.rows.reduce((sum, { report }) => sum + report.tradeNum, 0)
    fills = await eventsFrom(RUN, 0)
  })

  async function eventsFrom(stream: string, first: number, chain?: string) {
    const events: ServerSideEvent[] = []
    for await (const read of ledger.read(stream, first)) {
      const { batch, firstRevision } = valueOf(read)
      events.push(...asOnServer(stream, '', firstRevision, batch, chain))
      if (chain !== undefined) break
    }
    return events
  }

  it('a fill', () => {
    expectMade('fill', shown(fills.find(({ bodyRaw }) => bodyRaw.startsWith('{"fill":51,'))))
  })

  it('how many fills there are', () => {
    const count = ofAllRuns.toLocaleString('en-US')
    expect(readFileSync(PAGE, 'utf8')).toContain(`(${count} where season 1 lies there alone)`)
  })

  it('a tick with the chain', async () => {
    const [ticks = ''] = valueOf(await ledger.streams()()).filter((name) => /^ticks-/.test(name))
    const [chain] = valueOf(await ledger.links(ticks)())
    expectMade('tick', shown((await eventsFrom(ticks, 4095, chain))[0]))
  })

  it('the state of a projection', () => {
    const state = projected('fees-per-run.js', fills).get(RUN)
    expectMade('state', `${JSON.stringify(state)}\n`)
  })
})
