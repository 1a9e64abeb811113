import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Where in a file an error was thrown, as `:12:5`; nothing where its stack does not tell. */
export function lineIn(file: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const path = resolve(file)
  for (const line of stack.split('\n')) {
    for (const name of [pathToFileURL(path).href, path]) {
      const from = line.indexOf(name)
      if (from < 0) continue
      const [place] = /^:\d+:\d+/.exec(line.slice(from + name.length)) ?? []
      if (place !== undefined) return place
    }
  }
  return ''
}
