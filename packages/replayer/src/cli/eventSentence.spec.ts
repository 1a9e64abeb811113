import { instrumentUnits } from '@gridledger/domain'
import {
  COIN,
  type Step,
  amended,
  cancelled,
  filled,
  funded,
  liquidated,
  placed,
  refused,
  started,
  stopped,
  triggered,
} from '../../../../test/support/seasonBuilder'
import { eventSentence } from './eventSentence'

const units = instrumentUnits(COIN)
const sentence = (step: Step) =>
  eventSentence({ ...step, timeMicros: 0, cause: { stream: 'ticks-tape', revision: 0 } }, units)

it.each<[sentence: string, step: Step]>([
  ['grid started: 4 grids from 100 to 140, 1 contracts each', started()],
  ['buy order placed at 110', placed(1, 'buy', 1)],
  ['bought 1 contracts at 110, fee 0.0220 USDT, fill 1', filled(1, 'buy', 110, { fee: '0.022' })],
  [
    'sold 2 contracts at 1,100 (stop), fee 0.0000 USDT, fill 1',
    filled(1, 'sell', 1100, { kind: 'stop', quantityLots: 2 }),
  ],
  ['sell order of line 3 cancelled', cancelled(1, 'sell', 3)],
  ['funding received: 1.5000 USDT at 0.01 %', funded(1, '1.5')],
  ['funding paid: 1.5000 USDT at 0.01 %', funded(1, '-1.5')],
  ['liquidated: 1 contracts at a mark of 100', liquidated(1)],
  ['take profit reached at 150', triggered(1, 'TakeProfitTriggered')],
  ['stop loss reached at 150', triggered(1, 'StopLossTriggered')],
  ['amended: 4 grids from 100 to 140, 1 contracts each', amended(1)],
  ['amendment refused: gridCount: expected at least 2, found 1 (too-few-grids)', refused(1)],
  ['grid stopped: take profit, equity 1,000.00 USDT', stopped(1, 'takeProfit')],
])('%s', (expected, step) => {
  expect(sentence(step)).toBe(expected)
})
