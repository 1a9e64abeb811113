import { spawnSync } from 'node:child_process'

const PYTHONS = [process.env['GRIDLEDGER_PYTHON'] ?? '', 'python3', '/usr/bin/python3']
/** A Python that has pandas; undefined where there is none. */
export const PYTHON = PYTHONS.find((python) => {
  return python !== '' && spawnSync(python, ['-c', 'import pandas']).status === 0
})
export const describeWithPandas = PYTHON === undefined ? describe.skip : describe

/** What a script prints, run in a folder. Throws when it fails. */
export function python(folder: string, script: string): string {
  const { status, stdout, stderr } = spawnSync(PYTHON ?? '', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}
