import type { StopSignal } from '../failure'

/** Why work was stopped: what the operating system sent. */
export class Stopped extends Error {
  constructor(readonly signal: StopSignal) {
    super(`stopped by ${signal === 'SIGINT' ? 'Ctrl-C' : signal}`)
  }
}

const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM']
const SHOW_CURSOR = '\u001b[?25h'

/** Listens for Ctrl-C and SIGTERM. */
export interface StopSignals {
  /** Aborted by the first of them; its reason is a Stopped. */
  readonly stop: AbortSignal
  readonly forget: () => void
}

/**
 * Turns the first Ctrl-C or SIGTERM into an aborted signal; a second one ends the process at once,
 * which is why the cursor that a progress bar has hidden comes back with the first.
 */
export function stopSignals(): StopSignals {
  const controller = new AbortController()
  const forget = () => {
    for (const signal of SIGNALS) process.removeListener(signal, stopAt)
  }
  const stopAt = (signal: StopSignal) => {
    forget()
    if (process.stderr.isTTY) process.stderr.write(SHOW_CURSOR)
    controller.abort(new Stopped(signal))
  }
  for (const signal of SIGNALS) process.on(signal, stopAt)
  return { stop: controller.signal, forget }
}
