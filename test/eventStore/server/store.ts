import { appendFileSync, closeSync, existsSync, openSync, readFileSync } from 'node:fs'

/** An event as it was proposed; data and metadata are base64, as the protocol's classes give them. */
export interface Proposed {
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: string
  readonly metadata: string
}

export interface Recorded extends Proposed {
  readonly stream: string
  readonly revision: number
  /** Its place among all events. */
  readonly position: number
  /** Hundreds of nanoseconds since 1970. */
  readonly created: string
}

/** A revision, −1 for a stream that must not be there. */
export type Expected = number | 'any' | 'exists'

export type Appended =
  | { readonly kind: 'done'; readonly last: Recorded | null }
  | { readonly kind: 'wrong-version'; readonly current: number }
  | { readonly kind: 'deleted' }

export interface Resolved {
  /** Absent where a link leads nowhere. */
  readonly event?: Recorded
  readonly link?: Recorded
}

/** The streams of a server, and the file that a server started again finds them in. */
export interface Store {
  readonly append: (stream: string, expected: Expected, events: readonly Proposed[]) => Appended
  readonly stream: (name: string) => readonly Recorded[]
  readonly all: () => readonly Recorded[]
  readonly resolve: (event: Recorded) => Resolved
  /** Deletes a stream for ever. */
  readonly tombstone: (name: string) => void
  readonly isTombstoned: (name: string) => boolean
  /** Hides all events before a revision, as `$tb` in a stream's metadata does; all of them: deletes it. */
  readonly truncate: (name: string, before: number) => void
  /** Calls back after each append, until the answer is called. */
  readonly onAppend: (listener: () => void) => () => void
  readonly close: () => void
}

const TOMBSTONE = '$tombstone'
const TRUNCATED = '$truncated'

/** What is written into `file` is there before an append is answered. */
export function openStore(file: string): Store {
  const streams = new Map<string, Recorded[]>()
  const all: Recorded[] = []
  const dead = new Set<string>()
  const truncated = new Map<string, number>()
  const listeners = new Set<() => void>()

  const keep = (stream: string, events: readonly Proposed[], created: string) => {
    const held = streams.get(stream) ?? []
    streams.set(stream, held)
    for (const event of events) {
      const place = { stream, revision: held.length, position: all.length, created }
      const recorded = { ...event, ...place }
      held.push(recorded)
      all.push(recorded)
    }
  }
  const apply = ({ stream, events, created }: LogLine) => {
    if (created === TOMBSTONE) dead.add(stream)
    else if (created.startsWith(TRUNCATED))
      truncated.set(stream, Number(created.slice(TRUNCATED.length)))
    else keep(stream, events, created)
  }
  for (const line of readLog(file)) apply(line)
  const log = openSync(file, 'a')
  const write = (line: LogLine) => {
    appendFileSync(log, `${JSON.stringify(line)}\n`)
    apply(line)
    for (const listener of [...listeners]) listener()
  }

  return {
    append: (stream, expected, events) => {
      if (dead.has(stream)) return { kind: 'deleted' }
      const held = streams.get(stream) ?? []
      const isHidden = (truncated.get(stream) ?? 0) >= held.length && held.length > 0
      // A deleted stream may be begun again; its numbers go on.
      const decision = isHidden && expected === -1 ? 'new' : commitDecision(held, expected, events)
      if (decision !== 'new') return decision
      const created = `${BigInt(Date.now()) * 10_000n}`
      if (events.length > 0) write({ stream, events, created })
      return { kind: 'done', last: streams.get(stream)?.at(-1) ?? null }
    },
    stream: (name) =>
      (streams.get(name) ?? systemStream(name, all)).slice(truncated.get(name) ?? 0),
    all: () => all,
    resolve: (event) => {
      if (event.type !== '$>') return { event }
      const target = Buffer.from(event.data, 'base64').toString()
      const [, revision = '', stream = ''] = /^(\d+)@(.*)$/s.exec(target) ?? []
      // A link that was written as JSON has quotes around it and leads nowhere.
      const found = revision === '' ? undefined : streams.get(stream)?.[Number(revision)]
      return found === undefined ? { link: event } : { event: found, link: event }
    },
    tombstone: (stream) => {
      write({ stream, events: [], created: TOMBSTONE })
    },
    isTombstoned: (name) => dead.has(name),
    truncate: (stream, before) => {
      write({ stream, events: [], created: `${TRUNCATED}${before}` })
    },
    onAppend: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      closeSync(log)
    },
  }
}

/**
 * Whether events are new, or were written before: judged by their ids alone, at the expected
 * revision, as the real server judges.
 */
function commitDecision(
  held: readonly Recorded[],
  expected: Expected,
  events: readonly Proposed[],
): 'new' | Appended {
  const current = held.length - 1
  const wrong = { kind: 'wrong-version', current } as const
  if (expected === 'any') return 'new'
  if (expected === 'exists') return current < 0 ? wrong : 'new'
  if (expected > current) return wrong
  if (expected === current) return 'new'
  const isRepeated = events.every(({ id }, index) => held[expected + 1 + index]?.id === id)
  if (!isRepeated || events.length === 0) return wrong
  return { kind: 'done', last: held[expected + events.length] ?? null }
}

/** Streams that the server's standard projections would make: a category, a type of event, all streams. */
function systemStream(name: string, all: readonly Recorded[]): readonly Recorded[] {
  const [, kind = '', rest = ''] = /^\$(ce|et)-(.+)$/.exec(name) ?? []
  const isIn = ({ stream, type, revision }: Recorded): boolean => {
    if (stream.startsWith('$') || type.startsWith('$')) return false
    if (kind === 'ce') return stream.startsWith(`${rest}-`)
    if (kind === 'et') return type === rest
    return name === '$streams' && revision === 0
  }
  return all.filter(isIn).map((event, revision) => {
    const data = Buffer.from(`${event.revision}@${event.stream}`).toString('base64')
    const link = { type: '$>', contentType: 'application/octet-stream', data, metadata: '' }
    return { ...event, ...link, stream: name, revision }
  })
}

interface LogLine {
  readonly stream: string
  readonly events: readonly Proposed[]
  readonly created: string
}

/** A last line that was cut off was never answered. */
function readLog(file: string): readonly LogLine[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line))
}
