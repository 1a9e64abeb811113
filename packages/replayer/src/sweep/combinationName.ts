import { createHash } from 'node:crypto'
import { runName } from '@gridledger/domain'
import type { Axis } from './parseVary'
import { changesOf, isOtherSpan, valuesOf } from './combinations'

const LONGEST_NAME = 60

/** The run that a combination is: a fork of the recorded one from its start, or one of a season of its own. */
export interface CombinationRun {
  readonly kind: 'recorded' | 'fork' | 'season'
  readonly run: string
  readonly season: string
  /** What is appended to the name of the run or season. */
  readonly name: string
}

/** The same values give the same run. */
export function combinationRun(
  season: string,
  contestant: string,
  axes: readonly Axis[],
  combination: number,
): CombinationRun {
  const own = runName(season, contestant)
  if (combination === 0) return { kind: 'recorded', run: own, season, name: '' }
  const values = valuesOf(axes, combination)
  const name = nameOf(axes.map((axis, index) => `${axis.name}=${values[index]?.text ?? ''}`))
  if (!isOtherSpan(changesOf(values))) return { kind: 'fork', run: `${own}~${name}`, season, name }
  const other = `${season}-${name}`
  return { kind: 'season', run: runName(other, contestant), season: other, name }
}

/** `lower-price-104000-leverage-1p5`: of the letters that names have, the longest ones cut and hashed. */
function nameOf(words: readonly string[]): string {
  const name = words.map(wordOf).join('-')
  if (name.length <= LONGEST_NAME) return name
  const hash = createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 10)
  return `${name.slice(0, LONGEST_NAME - 11).replace(/-+$/, '')}-${hash}`
}

function wordOf(word: string): string {
  return word
    .replace(/[A-Z]/g, (letter, place: number, text: string) =>
      place < text.indexOf('=') ? `-${letter}` : letter,
    )
    .replace('=-', '=minus-')
    .replace(/(\d)\.(\d)/g, '$1p$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
}
