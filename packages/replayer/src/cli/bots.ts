import { Option } from 'commander'
import { Failure, inputProblem } from '../failure'
import type { Bot } from '../season/addBots'
import { type GivenFlags, flagArguments, readBot } from './setup'

export const BOT_GROUP = 'A bot of your own beside the contestants:'

/** What `run` takes of bots: their files, and the fields of one as flags. */
export type BotOptions = GivenFlags & { readonly contestant?: readonly string[] }

/** `--contestant FILE`, any number of times. */
export function contestantOption(): Option {
  return new Option('--contestant <file>', 'one contestant; repeatable; flags override its fields')
    .helpGroup(BOT_GROUP)
    .argParser((file, files: readonly string[] | undefined) => [...(files ?? []), file])
}

/** The bots of the command line, in its order. Throws Failure for bad input. */
export function readBots(options: BotOptions): readonly Bot[] {
  const { contestant: files = [] } = options
  const flags = flagArguments(options)
  if (files.length === 0) return flags.length === 0 ? [] : [readBot(undefined, options)]
  if (files.length > 1 && flags.length > 0) {
    const names = flags.filter((text) => text.startsWith('--')).join(', ')
    const message = `${names}: expected one --contestant to change, found ${files.length}`
    throw new Failure(inputProblem(message))
  }
  return files.map((file) => readBot(file, options))
}

/** The bots' arguments as they are written on the command line. */
export function botArguments(options: BotOptions): readonly string[] {
  const { contestant: files = [] } = options
  return [...files.flatMap((file) => ['--contestant', file]), ...flagArguments(options)]
}
