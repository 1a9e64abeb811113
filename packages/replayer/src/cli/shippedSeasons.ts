import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { nearestName } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'

export const SEASONS_FOLDER = join(__dirname, '..', '..', 'seasons')

/** A season file's path: as given, or one that ships. */
export function seasonPath(name: string, field = 'season'): string {
  if (existsSync(name)) return name
  const shipped = shippedSeasons()
  if (shipped.includes(name)) return join(SEASONS_FOLDER, `${name}.json`)
  const nearest = nearestName(name, shipped)
  const expected =
    nearest === undefined ? `a file, or one of ${shipped.join(', ')}` : `"${nearest}" or a file`
  const hint = /^[a-z0-9-]+$/.test(name) ? '; `replay` shows a season that a ledger holds' : ''
  const message = `${field}: expected ${expected}, found ${JSON.stringify(name)}${hint}`
  throw new Failure(inputProblem(message))
}

/** The names of the seasons that ship. */
export function shippedSeasons(): readonly string[] {
  return readdirSync(SEASONS_FOLDER).map((file) => basename(file, '.json'))
}
