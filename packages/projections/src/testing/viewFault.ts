import type { EventMap, EventType, Projection } from '../projection'

/** An event by its type and place. */
export type EventPlace = Pick<EventMap[EventType], 'type' | 'stream' | 'revision'>

/** `fills-per-line: OrderFilled run-sketched.bot#3: expected …, found …` */
export function viewFault<View>(
  { name }: Projection<View>,
  event: EventPlace | null,
  message: string,
  cause?: unknown,
): Error {
  const place = event === null ? '' : ` ${event.type} ${event.stream}#${event.revision}:`
  return new Error(`${name}:${place} ${message}`, cause === undefined ? {} : { cause })
}

/** What a message shows of each text around the first difference. */
const [BEFORE, AFTER] = [30, 60]

/** `expected …, found …`, of two texts of views as much as tells them apart. */
export function expectedFound(expected: string, found: string): string {
  const letters = Array.from(expected)
  const same = letters.findIndex((letter, index) => letter !== found[index])
  const from = Math.max(0, (same < 0 ? expected.length : same) - BEFORE)
  const part = (text: string) => {
    const end = from + BEFORE + AFTER
    return `${from > 0 ? '…' : ''}${text.slice(from, end)}${end < text.length ? '…' : ''}`
  }
  return `expected ${part(expected)}, found ${part(found)}`
}
