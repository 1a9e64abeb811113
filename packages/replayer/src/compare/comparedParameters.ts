import { amountOf, contractsOf } from '@gridledger/domain'
import type { TermsInForce } from '@gridledger/projections'
import { grouped } from '../text/format'
import { PARAMETERS } from '../text/parameters'
import { moment } from '../text/terminal'
import type { ComparedFigure } from './comparedFigures'
import type { ComparedRun } from './comparedRun'

interface ComparedParameter extends ComparedFigure {
  /** Whether it is shown where all runs have the same. */
  readonly isMain: boolean
}

const MAIN = ['direction', 'lower price', 'upper price', 'grids', 'leverage', 'investment']

/** Every parameter of grid, season and tape; where amendments changed it, all that it was in turn. */
export function comparedParameters(timeZone: string): readonly ComparedParameter[] {
  const parameters = PARAMETERS.map(({ title, text, exact }): ComparedParameter => {
    const figure = inTurn(title, ({ parameters: of }) => text(of))
    const isMain = MAIN.includes(title)
    if (exact === undefined) return { ...figure, isMain }
    return { ...figure, isMain, exact: (run) => lastTerms(run, ({ parameters: of }) => exact(of)) }
  })
  const quantity = (run: ComparedRun) => (terms: TermsInForce) =>
    contractsOf(run.found.units, terms.quantityLots).toFixed()
  return [
    ...parameters,
    {
      title: 'contracts a grid',
      isMain: true,
      exact: (run) => lastTerms(run, quantity(run)),
      text: (run) => turnsOf(run, quantity(run)),
      unit: ({ board }) => `${board.tape.instrument.contractSize} ${board.tape.instrument.name}`,
    },
    {
      title: 'added margin',
      isMain: false,
      exact: ({ terms }) => amountOf(terms.addedMargin).toFixed(),
      text: (_run, exact) => grouped(exact ?? ''),
    },
    { ...inTurn('fill rule', ({ fillRule }) => fillRule), isMain: false },
    ...seasonParameters(timeZone),
  ]
}

/** What is the season's and the tape's. */
function seasonParameters(timeZone: string): readonly ComparedParameter[] {
  const day = (micros: number) => moment(micros, timeZone).slice(0, 16)
  const texts: readonly (readonly [string, ComparedFigure['text']])[] = [
    ['neutral start', ({ terms }) => terms.neutralStart ?? ''],
    ['season', ({ board }) => board.season.season],
    ['instrument', ({ board }) => board.season.instrument],
    ['tape', ({ found }) => tapeText(found.tape.tape)],
    ['from', ({ board }) => day(board.season.startMicros)],
    ['to', ({ board }) => day(board.season.endMicros)],
  ]
  return texts.map(([title, text]) => ({ title, text, isMain: false }))
}

/** A tape's name by its end, where the digits stand that tell it from others. */
function tapeText(tape: string): string {
  return tape.length <= 16 ? tape : `…${tape.slice(-15)}`
}

function inTurn(title: string, text: (terms: TermsInForce) => string): ComparedFigure {
  return { title, text: (run) => turnsOf(run, text) }
}

/** What something was under each terms in turn, said once while it stayed: `20 → 30`. */
function turnsOf({ terms }: ComparedRun, text: (terms: TermsInForce) => string): string {
  const texts = terms.terms.map(text)
  return texts.filter((each, index) => each !== texts[index - 1]).join(' → ')
}

function lastTerms({ terms }: ComparedRun, exact: (terms: TermsInForce) => string): string | null {
  const last = terms.terms.at(-1)
  return last === undefined ? null : exact(last)
}
