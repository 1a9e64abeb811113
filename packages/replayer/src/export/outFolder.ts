import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Failure, inputProblem } from '../failure'
import { EVENT_TYPES } from './columns'
import type { Sink } from './table'

export const EXTENSIONS = ['parquet', 'csv', 'ndjson'] as const
export type Extension = (typeof EXTENSIONS)[number]

/** A file that is written beside its place and put there with all others at the end. */
export interface OutFile extends Sink {
  readonly name: string
  readonly bytes: () => number
}

/** A folder that gets all of its files or none. */
export interface OutFolder {
  readonly open: (name: string) => OutFile
  /** Puts every file into its place, and takes away `stale` ones. */
  readonly commit: (stale: readonly string[]) => void
  /** Takes away what was written, and the folder where it was made for it. */
  readonly discard: () => void
}

const OWN_NAMES = new Set(
  EVENT_TYPES.flatMap((type) => EXTENSIONS.map((extension) => `${type}.${extension}`)),
)
/** What a killed export leaves: the name, and the process that wrote it. */
const PART = /^\.(.+)\.(\d+)\.part$/

/**
 * Opens a folder to write into: a new one, an empty one, or one that holds nothing but what an export
 * wrote, unless `isForced`. Throws Failure for anything else.
 */
export function outFolder(path: string, isForced: boolean): OutFolder {
  const isNew = checkFolder(path, isForced)
  const open: { readonly name: string; readonly part: string; readonly file: number }[] = []
  const partOf = (name: string) => join(path, `.${name}.${process.pid}.part`)
  attempt(path, () => {
    if (isNew) mkdirSync(path)
    for (const name of readdirSync(path)) if (isLeftOver(name)) rmSync(join(path, name))
  })
  const close = () => {
    for (const { file } of open.splice(0)) closeSync(file)
  }
  const written: string[] = []
  return {
    open: (name) => {
      const part = partOf(name)
      const file = attempt(path, () => openSync(part, 'w'))
      written.push(name)
      open.push({ name, part, file })
      let bytes = 0
      const write = (data: Uint8Array) => {
        attempt(path, () => {
          for (let from = 0; from < data.length;) from += writeSync(file, data, from)
        })
        bytes += data.length
      }
      return { name, write, bytes: () => bytes }
    },
    commit: (stale) => {
      attempt(path, () => {
        close()
        for (const name of written) renameSync(partOf(name), join(path, name))
        for (const name of stale) rmSync(join(path, name), { force: true })
      })
    },
    discard: () => {
      close()
      for (const name of written) rmSync(partOf(name), { force: true })
      if (isNew && existsSync(path) && readdirSync(path).length === 0) rmdirSync(path)
    },
  }
}

/** Whether the folder has still to be made. */
function checkFolder(path: string, isForced: boolean): boolean {
  const refused = (expected: string, found: string) =>
    new Failure(inputProblem(`--out ${path}: expected ${expected}, found ${found}`))
  if (path === '') throw refused('a folder', 'nothing')
  const parent = dirname(resolve(path))
  if (!existsSync(path)) {
    if (!existsSync(parent)) throw refused('a folder in one that is there', `no folder ${parent}`)
    return true
  }
  if (!statSync(path).isDirectory()) throw refused('a folder', 'a file')
  const others = attempt(path, () => readdirSync(path)).filter(
    (name) => !OWN_NAMES.has(name) && !PART.test(name),
  )
  const [other] = others
  if (other === undefined || isForced) return false
  const more = others.length === 1 ? '' : ` and ${others.length - 1} more`
  throw refused(
    'an empty folder or one that an export wrote',
    `${other}${more} in it; --force writes beside what is there`,
  )
}

/** Whether a file was left by an export whose process is gone. */
function isLeftOver(name: string): boolean {
  const [, own = '', writer = ''] = PART.exec(name) ?? []
  if (!OWN_NAMES.has(own)) return false
  try {
    process.kill(Number(writer), 0)
    return Number(writer) === process.pid
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is reached',
  EFBIG: 'a limit of size is reached',
  EACCES: 'it may not be written to',
  EPERM: 'it may not be written to',
  EROFS: 'the disk may only be read',
  EISDIR: 'a folder has the name of a table',
}

/** Work on the folder; what the disk or its owner does ends the command with exit code 3. */
function attempt<A>(path: string, work: () => A): A {
  try {
    return work()
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined) throw error
    const reason = REASONS[code] ?? String(error)
    const message = `${path}: cannot be written: ${reason}; nothing was exported`
    throw new Failure({ kind: 'ledger', error: { kind: 'unavailable', message } })
  }
}

function codeOf(error: unknown): string | undefined {
  const isSystems = typeof error === 'object' && error !== null && 'code' in error
  return isSystems ? String(error.code) : undefined
}
