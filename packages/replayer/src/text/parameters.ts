import type { GridParameters } from '@gridledger/domain'
import { grouped } from './format'

/** A parameter of a grid: its title, how it is written and, where it is one, as a number. */
export interface Parameter {
  readonly title: string
  readonly text: (parameters: GridParameters) => string
  readonly exact?: (parameters: GridParameters) => string
}

/** Every parameter that a contestant enters with, in the order in which they are shown. */
export const PARAMETERS: readonly Parameter[] = [
  { title: 'direction', text: ({ direction }) => direction },
  { title: 'spacing', text: ({ spacing }) => spacing },
  number('lower price', ({ lowerPrice }) => lowerPrice),
  number('upper price', ({ upperPrice }) => upperPrice),
  number('grids', ({ gridCount }) => String(gridCount)),
  number('leverage', ({ leverage }) => leverage, 'x'),
  number('investment', ({ investment }) => investment),
  number('reserve', ({ reserve }) => reserve),
  { title: 'base', text: ({ basePosition }) => (basePosition ? 'yes' : 'no') },
  { title: 'take profit', text: ({ takeProfit }) => stopText(takeProfit) },
  { title: 'stop loss', text: ({ stopLoss }) => stopText(stopLoss) },
  { title: 'on stop', text: ({ onStop }) => onStop },
  number('maker fee', ({ makerFee }) => makerFee),
  number('taker fee', ({ takerFee }) => takerFee),
  number('slippage', ({ slippageTicks }) => String(slippageTicks), ' ticks'),
]

function number(
  title: string,
  exact: (parameters: GridParameters) => string,
  unit = '',
): Parameter {
  return { title, exact, text: (parameters) => `${grouped(exact(parameters))}${unit}` }
}

function stopText(stop: GridParameters['stopLoss']): string {
  if (stop === null) return '–'
  return 'price' in stop ? `at ${grouped(stop.price)}` : `at ${stop.ratio} of the investment`
}
