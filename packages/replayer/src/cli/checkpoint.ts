import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { Failure, inputProblem } from '../failure'
import { openLedger } from '../ledger/openLedger'
import { pageFile, writeWhole } from '../report/writePage'
import { checkpointText, makeCheckpoint } from '../verify/checkpoint'
import { fingerprint, readPrivateKey } from '../verify/keys'
import { ledgerFlag } from './ledgerFlag'
import { type CommonOptions, withCommonOptions } from './options'
import { grouped } from '../text/format'

interface CheckpointOptions extends CommonOptions {
  readonly out?: string
  readonly key?: string
}

/** `checkpoint SEASON`: a small file with digest and counts, for `verify --checkpoint`. */
export function checkpointCommand(): Command {
  const command = new Command('checkpoint')
    .summary('write down what a season holds now, for verifying later')
    .description(
      'Writes a small file with the digest of a season and the count and hash chain of each stream.\n' +
        'Kept elsewhere, it lets `verify --checkpoint` prove later that nothing of it was changed or dropped.',
    )
    .argument('<season>', 'a season of the ledger')
    .option(
      '--out <file>',
      'where to; an existing file is refused (default: SEASON.checkpoint.json)',
    )
    .option('--key <file>', 'an Ed25519 private key (PEM) to sign it with')
    .addHelpText(
      'after',
      '\nExamples:\n  npx gridledger checkpoint okx-aicoin-2025\n' +
        '  npx gridledger checkpoint okx-aicoin-2025 --key key.pem --out october.json',
    )
  return withCommonOptions(command).action((season: string, options: CheckpointOptions) =>
    checkpoint(season, options),
  )
}

async function checkpoint(season: string, options: CheckpointOptions): Promise<void> {
  const out = options.out ?? `${season}.checkpoint.json`
  const secret = options.key === undefined ? undefined : readPrivateKey(options.key)
  if (existsSync(out)) {
    const found = 'one that is there: a checkpoint is not replaced'
    throw new Failure(inputProblem(`--out ${out}: expected a new file, found ${found}`))
  }
  const file = pageFile(out, options.ledger)
  const ledger = openLedger(options.ledger, true)
  try {
    const content = await makeCheckpoint(ledger, season, secret)
    writeWhole(file, checkpointText(content))
    const { events, digest, streams, signature } = content
    if (options.json === true) {
      console.log(JSON.stringify({ file: out, ...content }))
      return
    }
    const signed =
      signature === undefined
        ? 'not signed'
        : `signed with the key ${fingerprint(signature.publicKey)}`
    const held = `${grouped(events)} events in ${streams.length} streams`
    console.log(`wrote ${out}: ${held}, ${signed}`)
    console.log(`digest  ${digest}`)
    const key = signature === undefined ? '' : ' --public-key YOUR_KEY.pub'
    const later = `npx gridledger verify ${season} --checkpoint ${out}${key}`
    console.log(`keep it elsewhere; later: ${later}${ledgerFlag(ledger.address)}`)
  } finally {
    ledger.close()
  }
}
