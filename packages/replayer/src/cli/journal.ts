import { once } from 'node:events'
import { Command, Option } from 'commander'
import type { Ledger } from '@gridledger/domain'
import type { JournalEntry } from '@gridledger/projections'
import { csvEntry, csvTitles } from '../journal/csvJournal'
import { hledgerEntries, hledgerOpening } from '../journal/hledgerJournal'
import { summaryText } from '../journal/journalSummary'
import { jsonClosing, jsonEntry } from '../journal/jsonJournal'
import { readJournal } from '../journal/readJournal'
import { openToRead } from '../ledger/openLedger'
import { type FoundRun, findRun } from '../season/findRun'
import { ledgerFlag } from './ledgerFlag'
import { type CommonOptions, withCommonOptions } from './options'
import { paint } from '../text/terminal'

interface JournalOptions extends CommonOptions {
  readonly format?: 'hledger' | 'csv'
}

/** `journal RUN`: the run as double entry; without a format, its books in a few lines. */
export function journalCommand(): Command {
  const command = new Command('journal')
    .summary('print a run as double entry')
    .description(
      'Prints the books of a run: margin account, position at cost, realised, fees, funding and unrealised,\n' +
        'balanced to the last unit after every event. Without --format, what bot and exchange make of them.',
    )
    .argument('<run>', 'such as okx-aicoin-2025.qwen3')
    .addOption(
      new Option('--format <format>', 'every entry, for hledger or for a spreadsheet')
        .choices(['hledger', 'csv'])
        .conflicts('json'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger journal okx-aicoin-2025.qwen3\n' +
        '  npx gridledger journal okx-aicoin-2025.qwen3 --format hledger > qwen3.journal\n' +
        '  npx gridledger journal okx-aicoin-2025.qwen3 --format csv > qwen3.csv',
    )
  return withCommonOptions(command).action(async (name: string, options: JournalOptions) => {
    const ledger = openToRead(options.ledger)
    try {
      const run = await findRun(ledger, name)
      await print(ledger, run, sheetOf(run, options))
    } finally {
      ledger.close()
    }
  })
}

/** How a journal is written: what stands first, each entry, and what stands last. */
interface Sheet {
  readonly opening: string
  readonly entry: (entry: JournalEntry, index: number) => string
  readonly closing: (last: JournalEntry, entries: number, first: JournalEntry) => string
}

function sheetOf(run: FoundRun, { format, json, tz, ledger }: JournalOptions): Sheet {
  const { units } = run
  const nothing = () => ''
  if (format === 'hledger') {
    const opening = hledgerOpening(run.run, units)
    return { opening, entry: hledgerEntries(units, tz), closing: nothing }
  }
  if (format === 'csv') {
    const entry = (each: JournalEntry) => csvEntry(each, units, tz)
    return { opening: csvTitles(tz), entry, closing: nothing }
  }
  if (json === true) {
    const { instrument } = units
    const head = JSON.stringify({ run: run.run, currency: instrument.quoteCurrency })
    return {
      opening: `${head.slice(0, -1)},"entries":[`,
      entry: (each, index) =>
        `${index === 0 ? '' : ','}\n${JSON.stringify(jsonEntry(each, units))}`,
      closing: (last) => `],\n${JSON.stringify(jsonClosing(last)).slice(1)}\n`,
    }
  }
  return {
    opening: '',
    entry: nothing,
    closing: (last, entries, first) => {
      const fromMicros = first.event.timeMicros
      const books = summaryText({ run: run.run, units, fromMicros, entries, last }, tz)
      return `${books}${nextSteps(run.run, ledger)}\n`
    },
  }
}

function nextSteps(run: string, ledger: string): string {
  const address = ledgerFlag(ledger)
  const journal = `  npx gridledger journal ${run}${address} --format`
  const next = [paint('dim', 'try next'), `${journal} hledger`, `${journal} csv`]
  return next.map((line) => `${line}\n`).join('')
}

/** Writes the entries as they are folded. */
async function print(ledger: Ledger, run: FoundRun, sheet: Sheet): Promise<void> {
  let [first, last]: readonly (JournalEntry | undefined)[] = []
  let count = 0
  for await (const entries of readJournal(ledger, run)) {
    let text = first === undefined && entries.length > 0 ? sheet.opening : ''
    for (const entry of entries) {
      text += sheet.entry(entry, count)
      count += 1
    }
    first ??= entries[0]
    last = entries.at(-1) ?? last
    await write(text)
  }
  if (first === undefined || last === undefined) throw new Error(`${run.run} has no events`)
  await write(sheet.closing(last, count, first))
}

/** Waits for a reader that is slower, so that no year of entries lies in memory. */
async function write(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain')
}
