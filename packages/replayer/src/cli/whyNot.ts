import { Command, Option } from 'commander'
import * as E from 'fp-ts/Either'
import type { Side } from '@gridledger/domain'
import { whyNot } from '../whyNot/whyNot'
import { Failure, inputProblem } from '../failure'
import { openToRead } from '../ledger/openLedger'
import { findRun } from '../season/findRun'
import { type PointInTime, parsePoint } from '../season/pointInTime'
import { type CommonOptions, withCommonOptions } from './options'
import { priceTicksOf } from './priceFlag'
import { whyNotJson } from '../whyNot/whyNotJson'
import { whyNotText } from '../whyNot/whyNotText'

interface WhyNotOptions extends CommonOptions {
  readonly price: string
  readonly at: string
  readonly side?: Side
}

/** `why-not RUN --price P --at T`: why no order at that price filled then. */
export function whyNotCommand(): Command {
  const command = new Command('why-not')
    .summary('say why a line did not fill')
    .description(
      'Says why no order at a price filled at a moment: the price did not reach it and by how much, ' +
        'no order rested there and since when, the fill rule, the range, a stop. Where it did fill, ' +
        'or did later, it says when.',
    )
    .argument('<run>', 'such as okx-aicoin-2025.claude')
    .requiredOption('--price <price>', 'the price of the line')
    .requiredOption(
      '--at <moment>',
      "a time with its zone, meant with its whole candle, or a revision of the run's stream",
    )
    .addOption(
      new Option('--side <side>', 'only a buy, or only a sell').choices(['buy', 'sell'] as const),
    )
    .addHelpText(
      'after',
      '\nExample:\n' +
        '  npx gridledger why-not okx-aicoin-2025.claude --price 110500 --at 2025-10-24T00:00:00Z',
    )
  return withCommonOptions(command).action(async (name: string, options: WhyNotOptions) => {
    const point = pointOf(options.at)
    const ledger = openToRead(options.ledger)
    try {
      const found = await findRun(ledger, name)
      const priceTicks = priceTicksOf(found.units, '--price', options.price)
      const question = { priceTicks, point, side: options.side ?? null }
      const answer = await whyNot(ledger, found, question)
      console.log(
        options.json === true ? JSON.stringify(whyNotJson(answer)) : whyNotText(answer, options.tz),
      )
    } finally {
      ledger.close()
    }
  })
}

function pointOf(text: string): PointInTime {
  const point = parsePoint(text)
  if (E.isLeft(point)) throw new Failure(inputProblem(`--at: ${point.left}`))
  return point.right
}
