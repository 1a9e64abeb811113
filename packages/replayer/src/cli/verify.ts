import { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { type Ledger, RULES_VERSION } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { openLedger } from '../ledger/openLedger'
import { throughForks } from '../ledger/throughForks'
import { findRun } from '../season/findRun'
import { isForkName } from '../season/forks'
import { type PreparedSeason, prepareSeason } from '../season/prepareSeason'
import { readSeasonFile } from '../season/seasonFile'
import { type Checkpoint, readCheckpoint } from '../verify/checkpoint'
import { placeText } from '../audit/reference'
import { type Difference } from '../verify/difference'
import { type CheckpointAnswer, heldAgainst } from '../verify/heldAgainst'
import type { DerivedFrom } from '../verify/derivedCheck'
import { fingerprint } from '../verify/keys'
import { sourceDifference } from '../verify/sourceCheck'
import { verifyFork } from '../verify/verifyFork'
import { type Verification, verifySeason } from '../verify/verifySeason'
import { type CommonOptions, withCommonOptions } from './options'
import { workProgress } from './progress'
import { seasonPath } from './shippedSeasons'
import { moment, paint } from '../text/terminal'
import { grouped } from '../text/format'

interface VerifyOptions extends CommonOptions {
  readonly source?: string
  readonly checkpoint?: string
  readonly publicKey?: string
}

/** `verify SEASON|RUN`: derives every event again and compares. */
export function verifyCommand(): Command {
  const command = new Command('verify')
    .summary('prove that a season is what its tape and parameters give')
    .description(
      'Reads every event of a season, or of one run, checks the hash chains, derives each event again\n' +
        'from tape and parameters, and names the first difference: then the exit code is 1.',
    )
    .argument('<season|run>', 'such as okx-aicoin-2025, okx-aicoin-2025.claude, or a fork of it')
    .option(
      '--source <season>',
      'also hold tape and contestants against the files of this season file, or of a season that ships',
    )
    .option('--checkpoint <file>', 'also prove that nothing is lost of what a checkpoint has seen')
    .option('--public-key <file>', 'the Ed25519 key that must have signed the checkpoint (PEM)')
    .addHelpText(
      'after',
      '\nExamples:\n  npx gridledger verify okx-aicoin-2025\n' +
        '  npx gridledger verify okx-aicoin-2025 --checkpoint okx-aicoin-2025.checkpoint.json',
    )
  return withCommonOptions(command).action((name: string, options: VerifyOptions) =>
    verify(name, options),
  )
}

/** All that a verification has to say. */
interface Answer {
  readonly name: string
  readonly result: Verification
  readonly differences: readonly Difference[]
  readonly held: (CheckpointAnswer & { readonly checkpoint: Checkpoint }) | null
  /** The season file that the tape was held against, if any. */
  readonly source: string | null
}

async function sourceOf(name: string): Promise<PreparedSeason> {
  const file = readSeasonFile(seasonPath(name, '--source'))
  if (E.isLeft(file)) throw new Failure(inputProblem(file.left))
  const prepared = await prepareSeason(file.right)
  if (E.isLeft(prepared)) throw new Failure(inputProblem(prepared.left))
  return prepared.right
}

async function verify(name: string, options: VerifyOptions): Promise<void> {
  const checkpoint = checkpointOf(name, options)
  const ledger = openLedger(options.ledger, true)
  try {
    const result = await verified(ledger, name, checkpoint)
    const held = checkpoint && { checkpoint, ...heldAgainst(result, checkpoint) }
    const made =
      options.source === undefined || !result.ok
        ? null
        : await sourceDifference(ledger, result.season, await sourceOf(options.source))
    const differences = [
      ...result.differences,
      ...(made === null ? [] : [made]),
      ...(held?.differences ?? []),
    ]
    const source = options.source ?? null
    const answer = { name, result, differences, held: held ?? null, source }
    if (options.json === true) console.log(JSON.stringify(answerJson(answer)))
    else console.log(answerText(answer, options.tz))
    const [first] = differences
    if (first === undefined) return
    const message = `${name} is not verified; the first difference is at ${placeText(first)}`
    throw new Failure({ kind: 'no', message })
  } finally {
    ledger.close()
  }
}

function checkpointOf(
  name: string,
  { checkpoint: file, publicKey }: VerifyOptions,
): Checkpoint | undefined {
  if (file === undefined && publicKey !== undefined) {
    throw new Failure(inputProblem('--public-key: expected --checkpoint beside it, found none'))
  }
  if (file === undefined) return undefined
  const checkpoint = readCheckpoint(file, publicKey)
  const { season } = checkpoint.content
  if (name === season || name.startsWith(`${season}.`)) return checkpoint
  throw new Failure(inputProblem(`${file}: expected a checkpoint of ${name}, found ${season}`))
}

async function verified(
  ledger: Ledger,
  name: string,
  checkpoint: Checkpoint | undefined,
): Promise<Verification> {
  const [season = ''] = name.split('.', 1)
  const progress = workProgress(`verifying ${name}`)
  const seen = new Map(checkpoint?.content.streams.map(({ stream, events }) => [stream, events]))
  const countsOf = (stream: string) => [seen.get(stream)].flatMap((count) => count ?? [])
  const only = season === name ? {} : { run: (await findRun(throughForks(ledger), name)).run }
  try {
    if (isForkName(name)) return await verifyFork(ledger, name, { onTick: progress.update })
    return await verifySeason(ledger, season, { ...only, countsOf, onTick: progress.update })
  } finally {
    progress.stop()
  }
}

function answerJson({ result, differences, held }: Answer): object {
  const { events, digest, streams, derived } = result
  return {
    ok: differences.length === 0,
    events,
    digest,
    firstDifference: differences[0] ?? null,
    rulesVersion: RULES_VERSION,
    streams: streams.map(({ stream, events: count, chain }) => ({ stream, events: count, chain })),
    differences,
    derived,
    checkpoint: held && {
      file: held.checkpoint.file,
      signedBy: held.checkpoint.signedBy,
      events: held.seen,
      eventsSince: held.since,
      ok: held.differences.length === 0,
    },
  }
}

function answerText(answer: Answer, timeZone: string): string {
  const { name, result, differences } = answer
  const lines =
    differences.length === 0
      ? verifiedLines(answer)
      : [paint('red', `${name} is NOT verified`), ...differenceLines(differences, timeZone)]
  if (answer.held !== null) lines.push(...checkpointLines(answer.held))
  if (result.digest !== null) lines.push('', `digest  ${result.digest}`)
  return lines.join('\n')
}

function verifiedLines({ name, result, source }: Answer): string[] {
  const { events, streams, derived: madeFrom } = result
  const runs = streams.filter(({ stream }) => stream.startsWith('run-'))
  const derived = streams.filter(({ stream }) => /^(run|checks)-/.test(stream))
  const count = derived.reduce((sum, stream) => sum + stream.events, 0)
  return [
    paint('green', `${name} is verified`),
    `  ${grouped(events)} events in ${streams.length} streams were read; every hash chain is that of its events`,
    `  ${grouped(count)} events of ${runs.length} ${runs.length === 1 ? 'run' : 'runs'} were derived again from tape and parameters: each is the same`,
    madeFrom === null ? sourceLine(source) : derivedLine(madeFrom),
    `  rules version ${RULES_VERSION}`,
  ]
}

function sourceLine(source: string | null): string {
  return source === null
    ? '  the tape was taken as it is: --source holds it against its files'
    : `  tape and contestants are what ${source} makes`
}

function derivedLine({ from, method, isSourceThere }: DerivedFrom): string {
  return isSourceThere
    ? `  the tape was derived again, ${method} of ${from}: each tick is the same`
    : `  the tape was taken as it is: ${from}, of which it is ${method}, is not in this ledger`
}

function differenceLines(differences: readonly Difference[], timeZone: string): string[] {
  const [first, ...others] = differences
  if (first === undefined) return []
  const { expected, found } = first
  const event = found ?? expected
  const when = event === null ? '' : `, ${moment(event.timeMicros, timeZone)}`
  const lines = [
    `  first difference  ${placeText(first)}${when}`,
    `  ${first.kind}: ${first.message}`,
  ]
  if (expected !== null) lines.push(`  expected  ${JSON.stringify(expected)}`)
  if (found !== null) lines.push(`  found     ${JSON.stringify(found)}`)
  if (others.length > 0) lines.push('', '  also')
  for (const other of others) lines.push(`  ${placeText(other)}  ${other.kind}: ${other.message}`)
  return lines
}

function checkpointLines({
  checkpoint: { file, signedBy, isHeld },
  differences,
  seen,
  since,
}: NonNullable<Answer['held']>): string[] {
  const signed =
    signedBy === null
      ? 'not signed: it proves no more than the place where it was kept'
      : `signed with the key ${fingerprint(signedBy)}${isHeld ? '' : ', which is the one in the file: anybody can make a key, --public-key holds it against yours'}`
  const kept =
    differences.length === 0
      ? `all ${grouped(seen)} events that it saw are there, ${grouped(since)} came since`
      : 'not all that it saw is there'
  return ['', `checkpoint ${file}: ${kept}`, `  ${signed}`]
}
