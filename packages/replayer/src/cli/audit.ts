import { Command } from 'commander'
import * as E from 'fp-ts/Either'
import type { Ledger } from '@gridledger/domain'
import { type Audit, auditorOf } from '../audit/audit'
import { auditJson, effectsJson } from '../audit/auditJson'
import { effectsOf, ticksOfMark } from '../audit/effects'
import { figuresText, runFigures } from '../figures/figures'
import { parseReference } from '../audit/reference'
import { type SeasonFigures, seasonFigures } from '../figures/seasonFigures'
import { Failure, inputProblem } from '../failure'
import { checkedLedger } from '../ledger/checkedLedger'
import { openLedger } from '../ledger/openLedger'
import { throughForks } from '../ledger/throughForks'
import { findRun, findSeason, requireFinished } from '../season/findRun'
import { auditText } from './auditText'
import { effectsText } from './effectsText'
import { type CommonOptions, withCommonOptions } from './options'
import { paint } from '../text/terminal'

interface AuditOptions extends CommonOptions {
  readonly effects?: boolean
  readonly full?: boolean
}

/** `audit FILL|EVENT`: why it happened; with `--effects` what it brought about. */
export function auditCommand(): Command {
  const command = new Command('audit')
    .summary('say why a fill or an event happened')
    .description(
      'Goes from a fill, or any event, back to the row of the source file and the start of the ' +
        'grid, counts its figures again and shows the account before and after. Exit code 1 ' +
        'where a figure or a cause is not as recorded.\n' +
        'Of a run, or of a season, every figure that `run` prints, and the events that it rests on.',
    )
    .argument(
      '<reference>',
      'a fill, SEASON.CONTESTANT#12, or an event, STREAM@17; a run or a season for its figures',
    )
    .option('--effects', 'what it brought about, in place of what brought it about')
    .option('--full', 'every cause, or effect, where many are folded into a line')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger audit okx-aicoin-2025.qwen3#12\n' +
        '  npx gridledger audit run-okx-aicoin-2025.qwen3@17 --effects\n' +
        '  npx gridledger audit okx-aicoin-2025.qwen3',
    )
  return withCommonOptions(command).action(async (text: string, options: AuditOptions) => {
    const isWhole = /^[a-z0-9-]+(\.[a-z0-9-]+)?$/.test(text)
    const reference = parseReference(text)
    if (E.isLeft(reference) && /^[a-z0-9-]+\.[a-z0-9-]+~[a-z0-9-]+$/.test(text)) {
      const expected = `${text}: expected a fill or an event of a fork, such as ${text}#12, found all of it`
      throw new Failure(
        inputProblem(`${expected}; \`compare\` has its figures beside its parent's`),
      )
    }
    if (E.isLeft(reference) && !isWhole) throw new Failure(inputProblem(reference.left))
    const ledger = throughForks(openLedger(options.ledger, true))
    try {
      if (E.isLeft(reference)) return await printFigures(checkedLedger(ledger), text, options)
      const auditor = auditorOf(ledger)
      const audit = await auditor.audit(reference.right, options.tz)
      const isFull = options.full === true
      if (options.effects === true) {
        const effects = await effectsOf(auditor, audit.subject)
        const mark = await ticksOfMark(auditor.records, audit.subject)
        if (options.json === true) console.log(JSON.stringify(effectsJson(audit, effects, mark)))
        else console.log(effectsText(audit, effects, isFull, mark))
      } else if (options.json === true) console.log(JSON.stringify(auditJson(audit)))
      else console.log(auditText(audit, isFull))
      answer(audit)
    } finally {
      ledger.close()
    }
  })
}

/** Every figure that `run` prints of a run or a season, and where it comes from. */
async function printFigures(
  ledger: Ledger,
  name: string,
  { effects, json, full }: AuditOptions,
): Promise<void> {
  if (effects === true) {
    const expected = '--effects: expected a fill or an event beside it'
    throw new Failure(inputProblem(`${expected}, found ${JSON.stringify(name)}`))
  }
  if (name.includes('.')) {
    const run = await findRun(ledger, name)
    requireFinished(run)
    const figures = await runFigures(ledger, run)
    console.log(json === true ? JSON.stringify({ run: name, figures }) : figuresText(figures, full))
    return
  }
  const found = await findSeason(ledger, name)
  requireFinished({ ...found, run: name })
  const figures = await seasonFigures(ledger, found)
  console.log(json === true ? JSON.stringify(figures) : seasonFiguresText(figures, full))
}

function seasonFiguresText(
  { figures, benchmarks, runs }: SeasonFigures,
  isFull: boolean | undefined,
): string {
  return [
    figuresText(figures, isFull),
    ...benchmarks.flatMap(({ name, figures: own }) => [
      paint('bold', name),
      '',
      figuresText(own, isFull),
    ]),
    'its runs',
    ...runs.map((run) => `  npx gridledger audit ${run}`),
  ].join('\n')
}

/** An answer of no where something is not as recorded. */
function answer({ problems }: Audit): void {
  if (problems.length === 0) return
  throw new Failure({ kind: 'no', message: problems.join('\n') })
}
