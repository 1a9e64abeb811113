import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

/** Longer strings than these make are laid out apart, one by one, which takes ten times as long. */
const CHUNK_BYTES = 64 * 1024
const WRITTEN_LINES = 256

/** The lines of a file, those of a chunk at a time; nothing that a plain reader would not do. */
export function* lineChunks(path: string): Generator<readonly string[]> {
  const decoder = new StringDecoder('utf8')
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  const file = openSync(path, 'r')
  try {
    let rest = ''
    for (;;) {
      const bytes = readSync(file, buffer)
      if (bytes === 0) return
      const lines = (rest + decoder.write(buffer.subarray(0, bytes))).split('\n')
      rest = lines.pop() ?? ''
      yield lines
    }
  } finally {
    closeSync(file)
  }
}

/** Writes the lines of some parts to a new file. */
export async function writeLines(
  path: string,
  parts: AsyncIterable<Iterable<string>> | Iterable<Iterable<string>>,
): Promise<void> {
  const file = openSync(path, 'w')
  try {
    for await (const lines of parts) {
      let held: string[] = []
      for (const line of lines) {
        held.push(line)
        if (held.length < WRITTEN_LINES) continue
        writeSync(file, textOf(held))
        held = []
      }
      writeSync(file, textOf(held))
    }
  } finally {
    closeSync(file)
  }
}

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
