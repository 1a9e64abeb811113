import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Failure, inputProblem } from '../failure'

/**
 * The file that a page may be written to, with links followed: one that is not there yet in a folder
 * that is, or an ordinary file that is not the ledger's. Throws Failure for anything else.
 */
export function pageFile(out: string, ledger: string, flag = '--out'): string {
  const refused = (expected: string, found: string) =>
    new Failure(inputProblem(`${flag} ${out}: expected ${expected}, found ${found}`))
  if (out === '') throw refused('a file', 'nothing')
  const folder = dirname(resolve(out))
  if (!existsSync(folder)) throw refused('a folder that is there', `no folder ${folder}`)
  if (!existsSync(out)) return resolve(out)
  const file = realpathSync(out)
  if (statSync(file).isDirectory()) throw refused('a file', 'a folder')
  if (!statSync(file).isFile()) throw refused('an ordinary file', 'something else')
  const [, ledgerFile = ''] = /^file:(?:\/\/(?=\/))?(.+)$/.exec(ledger) ?? []
  if (existsSync(ledgerFile) && realpathSync(ledgerFile) === file) {
    throw refused(`a file${flag === '--out' ? ' for the page' : ''}`, 'the ledger itself')
  }
  return file
}

/** Writes a file so that there is either all of it or what was there before. */
export function writeWhole(file: string, text: string): void {
  const beside = join(dirname(file), `.${basename(file)}.${process.pid}.part`)
  try {
    writeFileSync(beside, text)
    renameSync(beside, file)
  } catch (error) {
    rmSync(beside, { force: true })
    const message = `${file}: cannot be written: ${String(error)}`
    throw new Failure({ kind: 'ledger', error: { kind: 'unavailable', message } })
  }
}
