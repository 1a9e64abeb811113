import { basename } from 'node:path'
import { partingsOf, findRuns } from '../compare/compareRuns'
import { spokenPartings } from '../compare/partingWords'
import { openToRead } from '../ledger/openLedger'
import { comparePage } from '../report/comparePage'
import { comparedViews } from '../report/comparedViews'
import { pageFile, writeWhole } from '../report/writePage'
import { type SeasonDigest, runDigest } from '../season/digest'
import type { CommonOptions } from './options'
import { passedAddress } from './passedAddress'

/** `report --compare RUN RUN …`: runs beside each other as one page with their charts. */
export async function reportCompared(
  names: readonly string[],
  options: CommonOptions & { readonly out?: string },
): Promise<void> {
  const { out = 'compare.html', tz } = options
  const ledger = openToRead(options.ledger)
  try {
    const found = await findRuns(ledger, names)
    const file = pageFile(out, options.ledger)
    const partings = await partingsOf(ledger, found)
    const runs = await comparedViews(ledger, found)
    const digests = new Map<string, SeasonDigest>()
    for (const run of found) digests.set(run.run, await runDigest(ledger, run))
    const page = comparePage({
      runs,
      partings: await spokenPartings(ledger, found, partings, tz),
      digests,
      timeZone: tz,
      commands: commandsOf(names, out, options),
    })
    writeWhole(file, page)
    const bytes = Buffer.byteLength(page)
    const written = { runs: names, file: out, bytes }
    if (options.json === true) console.log(JSON.stringify(written))
    else
      console.log(
        `wrote ${out}: runs ${names.length}, ${Math.ceil(bytes / 1024)} KB; any browser opens it`,
      )
  } finally {
    ledger.close()
  }
}

function commandsOf(
  names: readonly string[],
  out: string,
  { ledger, tz }: CommonOptions,
): readonly string[] {
  const shown = `${tz === 'UTC' ? '' : ` --tz ${tz}`}${passedAddress(ledger)}`
  return [
    `npx gridledger compare ${names.join(' ')}${shown}`,
    `npx gridledger report --compare ${names.join(' ')} --out ${basename(out)}${shown}`,
  ]
}
