import { spawnSync } from 'node:child_process'
import { PROGRAM } from './program'

const NOBODY = 65_534
const isRoot = process.geteuid?.() === 0

/** Who the program runs as where permissions count, which they do not for root. */
export const OTHER_USER = isRoot ? { uid: NOBODY, gid: NOBODY } : {}

/** Whether that user may run the program at all: the project may lie where only root can enter. */
export const CAN_RUN_AS_OTHER =
  spawnSync(process.execPath, [PROGRAM, '--version'], OTHER_USER).status === 0
