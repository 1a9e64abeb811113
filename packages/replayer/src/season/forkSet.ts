import * as E from 'fp-ts/Either'
import { Decimal, ForkSet, explain, nearestName, shapeOf } from '@gridledger/domain'

const STOP = /^(price|ratio):(.+)$/
const PERCENT = /^(\d+(?:\.\d+)?)\s*%$/

/** What `--set` changes: of the grid, and of the market the candle path. */
export interface ForkChanges {
  readonly set: ForkSet
  readonly candlePath?: string
}

/**
 * What `--set key=value …` asks for. Stops are written `price:98000`, `ratio:0.03`, `3%` or `none`; a
 * quantity that sizes from the margin is `none`. A Left names each key that is wrong.
 */
export function parseForkSet(pairs: readonly string[]): E.Either<string, ForkChanges> {
  const fields: Record<string, unknown> = {}
  const problems: string[] = []
  for (const pair of pairs) {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
    if (key === '') problems.push(`--set: expected key=value, found ${JSON.stringify(pair)}`)
    else if (!KEYS.includes(key)) problems.push(unknownKey(key))
    else if (key in fields) problems.push(`--set ${key}: expected it once, found it twice`)
    else fields[key] = valueOf(key, value.trim())
  }
  if (problems.length > 0) return E.left(problems.join('\n'))
  const { candlePath, ...ofGrid } = fields
  const decoded = ForkSet.decode(ofGrid)
  if (E.isRight(decoded)) {
    const ofMarket = typeof candlePath === 'string' ? { candlePath } : {}
    return E.right({ set: decoded.right, ...ofMarket })
  }
  return E.left(
    explain(decoded.left)
      .map((line) => `--set ${inFlagWords(line)}`)
      .join('\n'),
  )
}

/** What a codec expects of JSON, as it is written behind a flag. */
const inFlagWords = (line: string): string =>
  line
    .replace(/expected \{"price".*?, found/, 'expected price:98000, ratio:0.03, 3% or none, found')
    .replace(' as a string', '')

/** Everything that a fork may set, in the order of the codec. */
const KEYS: readonly string[] = keysOf()

function keysOf(): readonly string[] {
  const shape = shapeOf(ForkSet)
  const ofGrid = shape.kind === 'object' ? shape.fields.map(({ name }) => name) : []
  return [...ofGrid, 'candlePath']
}

function unknownKey(key: string): string {
  const nearest = nearestName(key, KEYS)
  if (nearest === undefined) return `--set ${key}: expected one of ${KEYS.join(', ')}`
  return `--set ${key}: no parameter of that name; did you mean ${nearest}?`
}

/** A value as the codec takes it: numbers that count, words, stops in their short forms. */
function valueOf(key: string, text: string): unknown {
  if (text === 'none' && key !== 'candlePath') return null
  if (key === 'gridCount' || key === 'slippageTicks')
    return /^\d{1,9}$/.test(text) ? Number(text) : text
  if (key === 'basePosition') return text === 'true' ? true : text === 'false' ? false : text
  if (key !== 'takeProfit' && key !== 'stopLoss') return text
  const [, form, amount] = STOP.exec(text) ?? []
  if (form !== undefined) return { [form]: amount }
  const [, percent] = PERCENT.exec(text) ?? []
  return percent === undefined ? text : { ratio: new Decimal(percent).div(100).toFixed() }
}
