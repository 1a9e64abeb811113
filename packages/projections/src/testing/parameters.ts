import { AmendmentSet, GridParameters, explain } from '@gridledger/domain'
import { type WithNumbers, withTexts } from './written'

/** Some parameters of a grid, prices, amounts and rates as numbers or text. */
export type GridSketch = Partial<WithNumbers<GridParameters>>

/** What an amendment sets, likewise. */
export type AmendmentSketch = WithNumbers<AmendmentSet>

/** Parameters with some changes. Throws RangeError where the codec does not take them. */
export function parametersOf(grid: GridSketch, base: GridParameters): GridParameters {
  return decoded(GridParameters.decode({ ...base, ...withTexts(grid) }))
}

/** What an amendment sets, as its event has it. */
export function amendmentSetOf(set: AmendmentSketch): AmendmentSet {
  return decoded(AmendmentSet.decode(withTexts(set)))
}

type Decoded<Value> =
  | { readonly _tag: 'Left'; readonly left: Parameters<typeof explain>[0] }
  | { readonly _tag: 'Right'; readonly right: Value }

function decoded<Value>(result: Decoded<Value>): Value {
  if (result._tag === 'Left') throw new RangeError(explain(result.left).join('; '))
  return result.right
}
