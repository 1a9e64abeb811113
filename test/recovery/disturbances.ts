import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { suiteFolder } from '../support/files'
import type { RecordingCommand } from './commands'
import { fullDisk } from './fullDisk'
import { held } from './held'
import { KILLS, kills } from './kills'
import { describeAsOther, readOnly } from './readOnly'
import { stops } from './stops'
import { type Workplace, workplace } from './workplace'

/** All that may come between a command that records and its end; they share what is prepared. */
export function disturbances(
  command: RecordingCommand,
  more?: (opened: () => Workplace) => void,
): void {
  jest.setTimeout(120_000 + KILLS * 20_000)
  const { path } = suiteFolder()
  let place: Workplace
  beforeAll(async () => {
    // Unlike the folders of other specs this one can be entered by any user.
    chmodSync(path, 0o755)
    place = await workplace(join(path, 'place'), command)
  })
  const opened = () => place

  describe('that is killed', () => {
    kills(command, opened)
  })
  describe('that another process holds up', () => {
    held(command, opened)
  })
  describe('that is stopped', () => {
    stops(command, opened)
  })
  describe('without room', () => {
    fullDisk(command, opened)
  })
  describeAsOther('where nothing may be written (by a user that can run the program)', () => {
    readOnly(command, opened)
    more?.(opened)
  })
}
