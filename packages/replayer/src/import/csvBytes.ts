const NEWLINE = 0x0a
const RETURN = 0x0d
const COMMA = 0x2c

/** The longest piece of a file that a message shows. */
const SHOWN = 80

/** Where a line of text ends, its line break left out, and where the next one begins. */
export interface LineEnd {
  readonly end: number
  readonly next: number
}

/** The line that begins at `start`; the last one may lack its line break. */
export function lineEnd(bytes: Uint8Array, start: number): LineEnd {
  const newline = bytes.indexOf(NEWLINE, start)
  const stop = newline < 0 ? bytes.length : newline
  const end = stop > start && bytes[stop - 1] === RETURN ? stop - 1 : stop
  return { end, next: newline < 0 ? bytes.length : newline + 1 }
}

/** Where the text begins: after a byte order mark. */
export function textStart(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

/** No line of market data is longer; what is may have no line breaks at all. */
export const LONGEST_LINE = 4096

/** The first line as text, without a byte order mark; its beginning, where it is too long. */
export function firstLine(bytes: Uint8Array): string {
  const start = textStart(bytes)
  const beginning = bytes.subarray(start, start + LONGEST_LINE)
  return Buffer.from(beginning.subarray(0, lineEnd(beginning, 0).end)).toString('utf8')
}

/**
 * Splits bytes `start` to before `end` at their commas, without quotes: `ends` takes the end of
 * each field as far as it has room. Returns how many fields there are.
 */
export function splitFields(
  bytes: Uint8Array,
  start: number,
  end: number,
  ends: Int32Array,
): number {
  let fields = 0
  for (let index = start; index < end; index += 1) {
    if (bytes[index] === COMMA) {
      ends[fields] = index
      fields += 1
    }
  }
  ends[fields] = end
  return fields + 1
}

/** Lines of a text; the last one may lack its line break. */
export function countLines(bytes: Uint8Array): number {
  let lines = 0
  for (let start = 0; start < bytes.length; lines += 1) {
    const newline = bytes.indexOf(NEWLINE, start)
    if (newline < 0) return lines + 1
    start = newline + 1
  }
  return lines
}

/** What was expected where bytes `from` to before `to` do not name the instrument. */
export function instrumentProblem(
  bytes: Uint8Array,
  from: number,
  to: number,
  instrument: string,
): string | undefined {
  const expected = `expected ${instrument} in every row`
  if (to - from !== instrument.length) return expected
  for (let index = from; index < to; index += 1) {
    if (bytes[index] !== instrument.charCodeAt(index - from)) return expected
  }
  return undefined
}

/** Bytes `from` to before `to` as a message shows them: in quotes, not too long. */
export function shown(bytes: Uint8Array, from: number, to: number): string {
  const text = Buffer.from(bytes.subarray(from, Math.min(to, from + SHOWN))).toString('utf8')
  return JSON.stringify(text)
}
