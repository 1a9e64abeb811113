import { Command } from 'commander'
import { either as E } from 'fp-ts'
import { type Audit, auditorOf } from '../audit/audit'
import { auditJson, effectsJson } from '../audit/auditJson'
import { effectsOf, ticksOfMark } from '../audit/effects'
import { parseReference } from '../audit/reference'
import { Failure, inputProblem } from '../failure'
import { openLedger } from '../ledger/openLedger'
import { auditText } from './auditText'
import { effectsText } from './effectsText'
import { type CommonOptions, withCommonOptions } from './options'

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
        'where a figure or a cause is not as recorded.',
    )
    .argument('<reference>', 'a fill, SEASON.CONTESTANT#12, or an event, STREAM@17')
    .option('--effects', 'what it brought about, in place of what brought it about')
    .option('--full', 'every cause, or effect, where many are folded into a line')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger audit okx-aicoin-2025.qwen3#12\n' +
        '  npx gridledger audit run-okx-aicoin-2025.qwen3@17 --effects',
    )
  return withCommonOptions(command).action(async (text: string, options: AuditOptions) => {
    const reference = parseReference(text)
    if (E.isLeft(reference)) throw new Failure(inputProblem(reference.left))
    const ledger = openLedger(options.ledger, true)
    try {
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

/** An answer of no where something is not as recorded. */
function answer({ problems }: Audit): void {
  if (problems.length === 0) return
  throw new Failure({ kind: 'no', message: problems.join('\n') })
}
