import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchSize } from './benchSize'
import { runCommandMeasured, runNode } from './commandRun'
import { type Figures, measure } from './measure'
import { inFolder } from './temporary'

/** `gridledger --help` in a fresh process, beside a Node that does nothing. */
export function helpRow({ rounds }: BenchSize): Promise<Figures> {
  return startRow(rounds, () => ['--help'], /^Usage: gridledger/)
}

/** Season 1 recorded and printed in a fresh process with a fresh ledger, beside the same. */
export function seasonRow({ rounds }: BenchSize): Promise<Figures> {
  const command = (ledger: string) => ['run', 'okx-aicoin-2025', '--ledger', `file:${ledger}`]
  return startRow(rounds, command, /^digest +[0-9a-f]{64}$/m)
}

function startRow(
  rounds: number,
  command: (ledger: string) => readonly string[],
  printed: RegExp,
): Promise<Figures> {
  return inFolder(async (folder) => {
    const ledger = join(folder, 'bench.db')
    const peaks: number[] = []
    const figures = await measure(
      {
        count: 1,
        against: '`node -e 0`',
        baseline: () => Promise.resolve(runNode(['-e', '0']).milliseconds),
        work: () => {
          const ended = runCommandMeasured(command(ledger), folder)
          rmSync(ledger, { force: true })
          requirePrinted(ended.stdout, printed)
          peaks.push(ended.peakMemoryMb)
          return Promise.resolve(ended.milliseconds)
        },
      },
      rounds,
    )
    return { ...figures, peakMemoryMb: Math.max(...peaks) }
  })
}

/** Throws where a command has not printed what it is for. */
export function requirePrinted(stdout: string, expected: RegExp): void {
  if (!expected.test(stdout)) throw new Error(`expected ${String(expected)}, found ${stdout}`)
}
