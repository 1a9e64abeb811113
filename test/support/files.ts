import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for the files of one suite; it is gone after its tests. */
export interface SuiteFolder {
  /** Writes a file there and returns its path. */
  readonly write: (name: string, content: string | Uint8Array) => string
  readonly path: string
}

export function suiteFolder(): SuiteFolder {
  const path = mkdtempSync(join(tmpdir(), 'gridledger-spec-'))
  afterAll(() => rmSync(path, { recursive: true }))
  return {
    path,
    write: (name, content) => {
      const file = join(path, name)
      writeFileSync(file, content)
      return file
    },
  }
}
