import { Command } from 'commander'
import * as E from 'fp-ts/Either'
import {
  INSTRUMENTS,
  type Instrument,
  instrumentUnits,
  nearestName,
  previewGrid,
  refusalText,
} from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { gridParameters } from '../season/seasonFile'
import { withCommonOptions } from './options'
import { previewText } from './previewText'
import type { PreviewedGrid } from './previewedGrid'
import { priceTicksOf } from './priceFlag'
import { type GivenFlags, readSetup, setupFlags } from './setup'

/** The flags of a preview: its market, and whatever of a setup is not in the file. */
export type PreviewFlags = GivenFlags & { readonly price: string; readonly mark?: string }

/** `preview SETUP.json|flags --price P`: the grid before it runs. */
export function previewCommand(): Command {
  const command = new Command('preview')
    .summary('show a grid before it runs')
    .description(
      'Shows a grid as it would be right after its start: lines, quantity, orders, profit rates, ' +
        'margins, and where it is liquidated now and after fills. Flags override the file.',
    )
    .argument('[setup]', 'SETUP.json: one contestant of a season plus "instrument"')
    .requiredOption('--price <price>', 'the last price at the start')
    .option('--mark <price>', 'the mark price (default: the last price)')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger preview setup.json --price 64350 --leverage 10\n' +
        '  npx gridledger preview --price 64350 --instrument BTC-USDT-SWAP --direction long \\\n' +
        '    --spacing arithmetic --lower-price 60000 --upper-price 70000 --grid-count 10 \\\n' +
        '    --leverage 5 --investment 1000',
    )
  for (const flag of setupFlags('Fields of the setup:')) command.addOption(flag)
  return withCommonOptions(command).action((path: string | undefined, flags: PreviewFlags) => {
    const grid = previewSetup(path, flags)
    console.log(flags['json'] === true ? JSON.stringify(grid.preview) : previewText(grid))
  })
}

/** The preview of a setup file, of flags, or of both. Throws Failure for bad input and refusals. */
export function previewSetup(path: string | undefined, flags: PreviewFlags): PreviewedGrid {
  const { setup, place } = readSetup(path, flags)
  const instrument = instrumentNamed(setup.instrument, place('instrument'))
  const units = instrumentUnits(instrument)
  const priceTicks = priceTicksOf(units, '--price', flags.price)
  const { mark = flags.price } = flags
  const markTicks = priceTicksOf(units, '--mark', mark)
  const { fillRule = 'touch', neutralStart = 'slots' } = setup
  const rules = { fillRule, neutralStart }
  const request = { instrument, parameters: gridParameters(setup), rules }
  const preview = previewGrid(request, { priceTicks, markTicks })
  if (E.isRight(preview)) return { request, units, preview: preview.right, priceTicks, markTicks }
  const refusal = { ...preview.left, field: place(preview.left.field) }
  throw new Failure(inputProblem(refusalText(refusal)))
}

function instrumentNamed(name: string, place: string): Instrument {
  const known = Object.keys(INSTRUMENTS)
  const instrument = known.includes(name) ? INSTRUMENTS[name] : undefined
  if (instrument !== undefined) return instrument
  const expected = nearestName(name, known) ?? known.join(' or ')
  throw new Failure(inputProblem(`${place}: expected ${expected}, found ${JSON.stringify(name)}`))
}
