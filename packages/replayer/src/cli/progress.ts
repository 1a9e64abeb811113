import { basename } from 'node:path'
import { SingleBar } from 'cli-progress'
import type { OnRead } from '../import/sourceChunks'
import type { OnCopied } from '../season/planCopy'

/** How far something has come, shown on standard error while a person watches, else nowhere. */
export interface Progress {
  readonly update: (done: number) => void
  readonly stop: () => void
}

/** Ticks of a season that have been gone through. */
export function tickProgress(season: string, ticks: number): Progress {
  return bar(`${season} [{bar}] {percentage}% of {total} ticks`, ticks)
}

/** Ticks that have been worked through, where their number is not known beforehand. */
export function workProgress(title: string): Progress {
  return bar(`${title}: {value} ticks`, 0)
}

/** Events that have been gone through. */
export function eventProgress(name: string, events: number): Progress {
  return bar(`${name} [{bar}] {percentage}% of {total} events`, events)
}

/** Seasons that have been simulated. */
export function simulationProgress(title: string, seasons: number): Progress {
  return bar(`${title} [{bar}] {value} of {total} seasons, {eta_formatted} to go`, seasons)
}

/** Combinations that have been simulated, the recorded run among them. */
export function combinationProgress(title: string, combinations: number): Progress {
  return bar(`${title} [{bar}] {value} of {total} runs, {eta_formatted} to go`, combinations)
}

/** Events of seasons that are copied, one bar a season and stage; `stop` clears the last one. */
export function copyProgress(): {
  readonly of: (season: string) => OnCopied
  readonly stop: () => void
} {
  let open: { readonly title: string; readonly progress: Progress } | undefined
  const stop = () => {
    open?.progress.stop()
    open = undefined
  }
  return {
    stop,
    of: (season) => (stage, done, events) => {
      const title = `${stage} ${season}`
      if (open?.title !== title) {
        stop()
        open = { title, progress: eventProgress(title, events) }
      }
      open.progress.update(done)
    },
  }
}

/** Below this a file is read before anyone could look. */
const SOON_READ_BYTES = 4 * 1024 * 1024

/**
 * Bytes of files that have been read, one bar a file and reading; `stop` clears the last one. Once
 * the signal is aborted, reading ends with its reason.
 */
export function readingProgress(signal: AbortSignal): {
  readonly onRead: OnRead
  readonly stop: () => void
} {
  let open: { readonly path: string; readonly progress: Progress } | undefined
  const stop = () => {
    open?.progress.stop()
    open = undefined
  }
  const barOf = (path: string, allBytes: number): Progress => {
    stop()
    const format = `reading ${basename(path)} [{bar}] {percentage}%, {eta_formatted} to go`
    const progress = bar(format, allBytes)
    open = { path, progress }
    return progress
  }
  return {
    stop,
    onRead: (path, readBytes, allBytes) => {
      signal.throwIfAborted()
      if (allBytes < SOON_READ_BYTES) return
      const shown = open?.path === path ? open.progress : barOf(path, allBytes)
      shown.update(readBytes)
      if (readBytes >= allBytes) stop()
    },
  }
}

function bar(format: string, total: number): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined }
  const shown = new SingleBar({ format, hideCursor: true, clearOnComplete: true })
  shown.start(total, 0)
  return { update: (done) => shown.update(done), stop: () => shown.stop() }
}
